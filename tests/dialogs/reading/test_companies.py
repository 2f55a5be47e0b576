"""Companies as people name them: legal forms in order, INNs with their control digits."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.reading import Company, Reading, Unreadable, read_company
from dialogs.reading.companies import is_inn

NAMES = {
    "ООО Ромашка": "ООО «Ромашка»",
    "ооо ромашка": "ООО «Ромашка»",
    'ООО "Ромашка"': "ООО «Ромашка»",
    "Ромашка, ООО": "ООО «Ромашка»",
    'общество с ограниченной ответственностью "Вектор"': "ООО «Вектор»",
    "АО «Альфа-Банк»": "АО «Альфа-Банк»",
    "ТОО Алматы Трейд": "ТОО «Алматы Трейд»",
    "ип иванов иван иванович": "ИП Иванов Иван Иванович",
    "Индивидуальный предприниматель Петров": "ИП Петров",
    "acme inc.": "Acme Inc.",
    "Acme, Ltd.": "Acme Ltd",
    "Müller GmbH": "Müller GmbH",
    "мы — Вектор": "Вектор",
    "компания Вектор": "Вектор",
    '"Вектор"': "Вектор",
    "Яндекс": "Яндекс",
    "1С-Битрикс": "1С-Битрикс",
    "2ГИС": "2ГИС",
    "Ромашка (ООО)": "ООО «Ромашка»",
    "О.О.О. Ромашка": "ООО «Ромашка»",
    "и.п. Иванов": "ИП Иванов",
    "Alpha (Beta)": "Alpha (Beta)",
    "ozon.ru": "ozon.ru",
    "O'Key": "O'Key",
}
WITH_INN = {
    "7707083893": Company(inn="7707083893"),
    "ИНН 7707083893": Company(inn="7707083893"),
    "инн: 7707 083 893": Company(inn="7707083893"),
    "7707083893/773601001": Company(inn="7707083893"),
    "500100732259": Company(inn="500100732259"),
    "ООО Ромашка ИНН 7707083893": Company("ООО «Ромашка»", "7707083893"),
    "ООО «Ромашка», ИНН 7707083893, КПП 773601001": Company("ООО «Ромашка»", "7707083893"),
}
DOUBTFUL = [
    "ООО Ромашка, Москва",
    "ООО «Ромашка» - производство окон",
    "ООО",
    "ИП",
    "а вам зачем?",
    "БИН 123456789012",
    "ы " * 12,
]
UNREAD = {
    "": "empty",
    "нет": "not_a_company",
    "не знаю": "not_a_company",
    "физлицо": "not_a_company",
    "-": "not_a_company",
    "😀": "not_a_company",
    "anna@company.ru": "not_a_company",
    "7707083894": "wrong_inn",
    "500100732258": "wrong_inn",
    "0000000000": "wrong_inn",
    "12345": "wrong_inn",
    "1027700132195": "wrong_inn",
    "+7 912 345-67-89": "looks_like_phone",
    "x" * 301: "too_long",
}


@pytest.mark.parametrize(("text", "name"), NAMES.items())
def test_name(text: str, name: str) -> None:
    assert read_company(text) == Reading(Company(name), sure=True)
    assert str(Company(name)) == name


@pytest.mark.parametrize(("text", "company"), WITH_INN.items())
def test_inn(text: str, company: Company) -> None:
    assert read_company(text) == Reading(company, sure=True)


def test_name_and_inn_are_written_together() -> None:
    assert str(Company("ООО «Ромашка»", "7707083893")) == "ООО «Ромашка», ИНН 7707083893"
    assert str(Company(inn="7707083893")) == "7707083893"


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_no_name_is_confirmed_as_typed(text: str) -> None:
    found = read_company(text)
    assert isinstance(found, Reading)
    assert found.value.name == text.strip()
    assert not found.sure


@pytest.mark.parametrize(("text", "code"), UNREAD.items())
def test_unread(text: str, code: str) -> None:
    assert read_company(text) == Unreadable(code)


@given(st.sampled_from(["7707083893", "500100732259", "7736050003"]), st.data())
def test_one_wrong_digit_is_found(inn: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(inn) - 1))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != inn[at]]))
    assert is_inn(inn)
    # Eleven and ten share the control digit 0, so that a few slips of one digit stay unseen.
    if is_inn(changed := inn[:at] + digit + inn[at + 1 :]):
        assert changed[-1] == inn[-1] == "0" or at < len(inn) - 1
    else:
        assert read_company(changed) == Unreadable("wrong_inn")


SIGNS = st.lists(
    st.sampled_from(
        [*" -—!,.:()«»\"'?&a0", "ооо", "ИП", "llc", "inc.", "это", "мы", "И.", "Ромашка"]
    ),
    max_size=8,
).map("".join)


@given(st.text(max_size=310) | SIGNS)
@example("-!0")
@example("»ООО -Ромашка»")
@example("«ИП -»")
@example("-!" * 50 + "Ромашка")
def test_a_name_once_put_in_order_stays_so(text: str) -> None:
    found = read_company(text)
    if isinstance(found, Reading) and found.sure and not found.value.inn:
        again = read_company(str(found.value))
        assert isinstance(again, Reading)
        assert again.value == found.value
