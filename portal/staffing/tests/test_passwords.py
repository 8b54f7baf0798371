"""First passwords."""

from portal.staffing.passwords import new_password


def test_passwords_differ():
    assert len({new_password() for _ in range(50)}) == 50


def test_password_has_no_sign_that_is_mistaken_for_another():
    letters = set("".join(new_password() for _ in range(50)))
    assert not letters & set("0o1il")
