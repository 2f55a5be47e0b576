"""A small quiz as text, and versions of it made by changing words."""

from dialogs.loader import load_scenario
from dialogs.scenario import Scenario

QUIZ = """\
scenario:
  id: quiz
  version: 1
  kind: quiz
  title: {ru: "Квиз", en: "Quiz"}
slots:
  need:
    type: choice
    label: {ru: "Задача", en: "Need"}
    options:
      seo: {ru: "SEO", en: "SEO"}
      crm: {ru: "CRM", en: "CRM"}
      site: {ru: "Сайт", en: "Website"}
  traffic:
    type: integer
    label: {ru: "Трафик", en: "Traffic"}
    min: 0
    max: 1000000
steps:
  - ask: need
    text: {ru: "С какой задачей?", en: "What do you need?"}
  - ask: traffic
    unsure: true
    text: {ru: "Сколько визитов?", en: "How many visits?"}
gates:
  - id: G1
    when: "traffic < 100"
    outcome: not_yet
    tell: {ru: "Пока рано.", en: "Too early."}
    recheck: 90d
score:
  fit:
    - {id: F1, when: "traffic >= 1000", add: 30, why: {ru: "трафик", en: "traffic"}}
    - {id: F2, when: "need == seo", add: 20, why: {ru: "SEO", en: "SEO"}}
outcomes:
  - id: qualified
    stage: qualified
    when: "fit >= 30"
    tell: {ru: "Подходим друг другу.", en: "We fit."}
  - id: not_yet
    stage: not_yet
    by_gate: true
    tell: {ru: "Рано.", en: "Early."}
  - id: nurture
    stage: lead
    else: true
    tell: {ru: "Спасибо.", en: "Thank you."}
"""


def version(*changes: tuple[str, str], number: int = 1) -> Scenario:
    """The quiz with some words replaced; every word must be there."""
    return load_scenario(words(*changes, number=number), name="quiz.yaml")


def words(*changes: tuple[str, str], number: int = 1) -> str:
    """The same as text."""
    text = QUIZ.replace("version: 1", f"version: {number}")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text
