"""Payloads of buttons that are written without their model read back as it would."""

from __future__ import annotations

import pytest

from bot.chat.callbacks import AnswerButton, EditButton, packed


@pytest.mark.parametrize(("act", "arg"), [("pick", "seo"), ("done", ""), ("page", "2")])
def test_packed_is_what_the_model_packs(act: str, arg: str) -> None:
    button = AnswerButton(session=17, turn=3, act=act, arg=arg)
    data = packed(AnswerButton, 17, 3, act, arg)
    assert data == button.pack()
    assert AnswerButton.unpack(data) == button


@pytest.mark.parametrize("step", ["a:b", "s" * 70, "щ" * 31])
def test_what_would_not_be_read_back_is_refused(step: str) -> None:
    with pytest.raises(ValueError, match="no payload of EditButton"):
        packed(EditButton, 17, step)
