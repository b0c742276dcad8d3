"""What a test reads out of a response."""


def text_of(response) -> str:
    return response.content.decode()


def errors(response, name: str = "form") -> dict:
    return {field: list(sentences) for field, sentences in response.context[name].errors.items()}


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]
