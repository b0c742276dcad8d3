"""Production starts with exact host names only."""

import pytest

from tests.config.starting import start


@pytest.mark.parametrize("hosts", ["*", ".example.org", "learn.example.org,*", "", "*.example.org"])
def test_start_with_an_open_list_of_hosts_is_refused(hosts, tmp_path):
    done = start(hosts, tmp_path)
    assert done.returncode == 1
    assert "ALLOWED_HOSTS" in done.stderr.splitlines()[-1]


def test_start_behind_the_one_proxy_with_exact_names_is_fine(tmp_path):
    done = start("learn.example.org, www.example.org", tmp_path)
    assert done.stdout == "['learn.example.org', 'www.example.org'] 1\n"


def test_start_makes_a_folder_that_others_on_the_machine_cannot_enter(tmp_path):
    folder = tmp_path / "data"
    assert start("learn.example.org", tmp_path, DATA_DIR=str(folder)).returncode == 0
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
