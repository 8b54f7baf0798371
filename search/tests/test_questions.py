"""What is left of a question when the words that only ask are taken away."""

import pytest

from search.questions import subject_of


@pytest.mark.parametrize(
    ("asked", "subject"),
    [
        ("居住登记怎么办", "居住登记"),
        ("请问在哪里交医保", "交医保"),
        ("社区的钱谁来监督", "社区 钱 监督"),
        ("how to book a room", "book room"),
        ("what is the owners' committee", "owners' committee"),
        ("怎么办", "怎么办"),
        ("how to", "how to"),
        ("居住登记", "居住登记"),
        ("", ""),
    ],
)
def test_a_question_is_about_what_it_names(asked, subject):
    assert subject_of(asked) == subject
