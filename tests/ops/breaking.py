"""A web application that breaks, for `test_web_log`."""


def application(environ, start_response):
    raise ValueError(environ["PATH_INFO"])
