"""The three scales: their marks, what the marks are called, and which answers are low."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from kpis.models import Kind

# How often something had to be explained again, as it is asked and kept.
AGAIN = (
    pgettext_lazy("explained again", "No"),
    pgettext_lazy("explained again", "Once"),
    pgettext_lazy("explained again", "Twice or more"),
)


@dataclass(frozen=True)
class Scale:
    """low: this or less is answered by one of us. good: this or more counts for the headline."""

    lowest: int
    highest: int
    low: int
    good: int
    # A word for every mark, or one for each end.
    words: tuple[str | Promise, ...]

    @property
    def marks(self) -> range:
        return range(self.lowest, self.highest + 1)

    @property
    def is_named(self) -> bool:
        return len(self.words) == len(self.marks)

    def word(self, score: int) -> str:
        """'' where a mark has no name of its own."""
        if self.is_named:
            return str(self.words[score - self.lowest])
        return str({self.lowest: self.words[0], self.highest: self.words[-1]}.get(score, ""))

    def said(self, score: int) -> str:
        """As the page repeats it: the word, or the figure where there is none."""
        return self.word(score) if self.is_named else str(score)


SCALES: dict[str, Scale] = {
    Kind.CSAT: Scale(
        1, 5, low=2, good=4,
        words=(
            pgettext_lazy("survey", "Very dissatisfied"), pgettext_lazy("survey", "Dissatisfied"),
            pgettext_lazy("survey", "Neutral"), pgettext_lazy("survey", "Satisfied"),
            pgettext_lazy("survey", "Very satisfied"),
        ),
    ),
    Kind.NPS: Scale(
        0, 10, low=6, good=9,
        words=(pgettext_lazy("survey", "Not at all likely"), pgettext_lazy("survey", "Extremely likely")),
    ),
    Kind.CES: Scale(
        1, 7, low=3, good=5,
        words=(pgettext_lazy("survey", "Strongly disagree"), pgettext_lazy("survey", "Strongly agree")),
    ),
}  # fmt: skip

# What a new survey begins with: (message, question) in Japanese and English.
FIRST_WORDS: dict[str, tuple[tuple[str, str], tuple[str, str]]] = {
    Kind.CSAT: (
        ("お問い合わせへの対応はいかがでしたか。1 分ほどで終わるアンケートです。", "今回の対応に満足されましたか"),
        ("How was our help? This takes about a minute.", "How satisfied are you with our help?"),
    ),
    Kind.NPS: (
        ("ご利用のご感想をお聞かせください。1 分ほどで終わるアンケートです。", "当店を親しい方に勧めたいと思いますか"),
        ("Please tell us what you think. This takes about a minute.", "How likely are you to recommend us?"),
    ),
    Kind.CES: (
        ("お問い合わせの進めやすさをお聞かせください。1 分ほどで終わるアンケートです。", "問題の解決は容易だった"),
        ("How easy was it? This takes about a minute.", "It was easy to get my problem solved"),
    ),
}
