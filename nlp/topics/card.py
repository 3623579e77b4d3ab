"""The model card, written by the run that made the model.

Takes a finished :class:`~nlp.topics.training.TrainingRun`, gives Markdown in Chinese with English headings. States only what
the run measured; never praises.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from nlp.topics.evaluation import FamilyScore
from nlp.topics.labels import Family

if TYPE_CHECKING:
    from nlp.topics.training import TrainingRun

__all__ = ["write_card"]


def write_card(run: TrainingRun) -> str:
    """The card's text."""
    classifier, trained, metrics = run.classifier, run.trained, run.metrics
    corpus = trained.get("corpus", {})
    rows = metrics["rows"]
    lines = [
        f"# {classifier.name} {classifier.version}",
        "",
        "年报段落分类模型。This card was written by the training run; do not edit it, train anew.",
        "",
        "| | |",
        "|---|---|",
        f"| 方法 backend | `{run.backend}` |",
        f"| 标签 labels | {_labels(run)} |",
        f"| 语料 corpus | {corpus.get('name', '—')}，摘要 digest `{corpus.get('digest', '—')}` |",
        f"| 段落 paragraphs | train {rows['train']}，dev {rows['dev']}，test {rows['test']}（按机关划分 split by office） |",
        f"| 随机种子 seed | {trained['seed']} |",
        f"| 版本 versions | {', '.join(f'{name} {v}' for name, v in trained['versions'].items()) or '—'} |",
        f"| 交付的权重 weights given | {_final(trained)} |",
        "",
        "## 用途 Use",
        "",
        f"给年报段落标注功能、五公开与领域，是统计判断；功能概率低于 {classifier.decision.unsure_below:.2f} 记为 `unsure`。",
        "Not for other kinds of text, and not for judging a report's quality.",
        "",
        f"## 测得的结果 Measured on {metrics['judged_on']}",
        "",
        f"{run.evaluation.paragraphs} 段，{run.evaluation.offices} 个机关。弱标签给与不给都算对；区间为按机关重抽样的 95%。",
        "",
        *_summary(run, metrics),
        "",
        "仅有正文（无标题、无所在部分）text alone: "
        + "，".join(
            f"{classifier.labels.families[n].zh} {f['macro']:.3f}" for n, f in metrics["text_alone"]["families"].items()
        ),
        "",
    ]
    for name, score in run.evaluation.families.items():
        lines += _family(classifier.labels.families[name], score)
    if metrics["learning_curve"]:
        lines += ["## 学习曲线 Learning curve", "", "![学习曲线](learning_curve.svg)", ""]
    lines += [
        "## 局限 Limits",
        "",
        "* 语料是为本项目撰写的，并非真实报告；真实报告的措辞、版式与错漏更杂。The corpus was written for this project.",
        "* 少见标签的阈值与概率依据的例子少，见上表 support。Rare labels rest on few examples.",
        "* 标题缺失时，“一是……”一类段落难分问题与改进。Without headings, problems and improvements are hard to tell apart.",
        "",
    ]
    return "\n".join(lines)


def _labels(run: TrainingRun) -> str:
    return "，".join(f"{family.zh} {len(family.labels)}" for family in run.classifier.labels.families.values())


def _final(trained: Mapping[str, Any]) -> str:
    if trained["final"] == "all":
        return (
            "全部段落再训练一次，阈值不变；下列结果来自未见过 test 的同一设置 (refitted on all parts after measuring)"
        )
    return "仅 train（阈值：dev）(train only)"


def _summary(run: TrainingRun, metrics: Mapping[str, Any]) -> list[str]:
    out = [
        "| 标签族 | 宏平均 F1 macro | 区间 | 微平均 F1 micro | 全对 exact | 首标签 first | ECE | 无标题时宏平均 |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, score in run.evaluation.families.items():
        family = run.classifier.labels.families[name]
        low, high = score.macro_interval
        first = "—" if score.first is None else f"{score.first:.3f}"
        bare = metrics["without_headings"]["families"][name]["macro"]
        out.append(
            f"| {family.zh} {family.en} | {score.macro:.3f} | {low:.3f}–{high:.3f} | {score.micro:.3f} | {score.exact:.3f} "
            f"| {first} | {score.ece:.3f} | {bare:.3f} |"
        )
    return out


def _family(family: Family, score: FamilyScore) -> list[str]:
    out = [
        f"## {family.zh} {family.en}",
        "",
        "| 标签 | 名称 | 精确率 | 召回率 | F1 | support |",
        "|---|---|---|---|---|---|",
    ]
    for label in family.labels:
        s = score.labels[label.id]
        out.append(f"| `{label.id}` | {label.zh} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {s.support} |")
    out += ["", f"![概率是否可信](reliability_{family.id}.svg)"]
    if score.confusion is not None:
        out.append(f"![混淆矩阵](confusion_{family.id}.svg)")
    return [*out, ""]
