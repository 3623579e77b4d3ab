"""The transformers backend: any local or hub encoder (a Chinese RoBERTa, MacBERT …), fine-tuned with one head per family.

Takes labelled examples and the name or folder of an encoder, gives a :class:`TransformerClassifier`. Runs on the GPU where
there is one, else on the CPU; weights are safetensors; code from a hub is never run. torch and transformers are loaded when
they are asked for (the extra ``transformers``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from nlp.errors import ConfigurationError, MissingDependencyError, ModelError
from nlp.topics.api import Decision, Example, Explanation, Headings, Probabilities, Sections, decide, truth_of, weak_of
from nlp.topics.context import Context, contexts_of
from nlp.topics.labels import LabelSet
from nlp.topics.plain import plain_text
from nlp.topics.thresholds import choose_thresholds, choose_unsure
from nlp.types import ParagraphTopics

if TYPE_CHECKING:
    from nlp.topics.persist import Manifest

__all__ = ["TransformerClassifier", "TransformerSettings", "build_settings", "fit", "load"]

WEIGHTS, SETTINGS, ENCODER = "model.safetensors", "heads.json", "encoder"


@dataclass(frozen=True, slots=True)
class TransformerSettings:
    """``encoder``: a folder or the name of a model on the hub. ``length``: tokens of context and text together.

    ``rate``: peak learning rate (warmed up over the first tenth, then falling linearly); ``patience``: passes without gain on
    dev after which training stops; ``weighted``: rare labels count more; ``device``: auto, cpu, cuda or cuda:N.
    """

    encoder: str = ""
    epochs: int = 8
    batch: int = 16
    rate: float = 3e-5
    decay: float = 0.01
    dropout: float = 0.1
    length: int = 320
    patience: int = 2
    weighted: bool = True
    device: str = "auto"
    precision: Literal["float32", "bfloat16"] = "float32"


def _torch() -> tuple[Any, Any]:
    try:
        import torch
        import transformers
    except ImportError as error:
        raise MissingDependencyError("gouji[transformers]", "the transformers classifier") from error
    return torch, transformers


class TransformerClassifier:
    """See :class:`nlp.topics.api.Classifier`."""

    def __init__(
        self,
        network: Any,
        tokenizer: Any,
        labels: LabelSet,
        decision: Decision,
        *,
        name: str,
        version: str,
        length: int,
    ) -> None:
        self.network = network
        self.tokenizer = tokenizer
        self.labels = labels
        self.decision = decision
        self.name = name
        self.version = version
        self.length = length

    def probabilities(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> Probabilities:
        """Softmax for FUNCTION, sigmoid for the others."""
        torch, _ = _torch()
        plain = [plain_text(text) for text in texts]
        contexts = contexts_of(plain, headings, sections)
        out: dict[str, list[Any]] = {name: [] for name in self.labels.families}
        # Texts of like length together, so that little is padded.
        order = sorted(range(len(texts)), key=lambda i: len(plain[i]))
        self.network.eval()
        with torch.inference_mode():
            for start in range(0, len(order), 32):
                rows = order[start : start + 32]
                batch = self.encode([plain[i] for i in rows], [contexts[i] for i in rows])
                for name, logits in self.network(**batch).items():
                    single = self.labels.families[name].single
                    p = logits.float().softmax(-1) if single else logits.float().sigmoid()
                    out[name].append(p.cpu().numpy())
        back = np.argsort(np.array(order, dtype=np.int64), kind="stable")
        return {
            name: np.concatenate(parts).astype(np.float64)[back]
            if parts
            else np.zeros((0, len(self.labels.families[name].ids)))
            for name, parts in out.items()
        }

    def encode(self, plain: Sequence[str], contexts: Sequence[Context]) -> dict[str, Any]:
        """Tokens of a batch on the network's device: context first, then the text, cut at its end."""
        # The context must leave room for the text.
        places = [f"{c.section or ''} {'/'.join(c.headings[:2])}"[: self.length // 3] for c in contexts]
        batch = self.tokenizer(
            places, list(plain), truncation="only_second", max_length=self.length, padding=True, return_tensors="pt"
        )
        device = next(self.network.parameters()).device
        return {key: value.to(device) for key, value in batch.items()}

    def predict(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> list[ParagraphTopics]:
        """One result a text, in order."""
        return decide(self.probabilities(texts, headings, sections), self.labels, self.decision)

    def explain(
        self,
        text: str,
        headings: Sequence[str] = (),
        section: str | None = None,
        top: int = 8,  # noqa: ARG002 - it cannot tell
    ) -> tuple[Explanation, ...]:
        """The labels without contributions: this backend cannot tell them."""
        given = self.predict([text], [tuple(headings)], [section])[0]
        listed = [("function", given.function)] if given.function else []
        listed += [("five", scored) for scored in given.five] + [("domains", scored) for scored in given.domains]
        return tuple(Explanation(family, scored.label, scored.p, ()) for family, scored in listed)

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write weights (safetensors), the encoder's configuration and the tokenizer's files."""
        from safetensors.torch import save_file

        state = {key: value.detach().cpu().contiguous().clone() for key, value in self.network.state_dict().items()}
        save_file(state, folder / WEIGHTS)
        self.network.encoder.config.save_pretrained(folder / ENCODER)
        self.tokenizer.save_pretrained(folder / ENCODER)
        (folder / SETTINGS).write_text(json.dumps({"length": self.length}), encoding="utf-8")
        inside = sorted(p.relative_to(folder).as_posix() for p in (folder / ENCODER).rglob("*") if p.is_file())
        return (WEIGHTS, SETTINGS, *inside)


def build_settings(given: Mapping[str, Any]) -> TransformerSettings:
    """Settings from a training file. Raises :class:`ConfigurationError`."""
    from nlp.topics.training import settings_from

    built: TransformerSettings = settings_from(TransformerSettings, given)
    if not built.encoder:
        raise ConfigurationError("settings.encoder", "name an encoder: a folder or a model on the hub")
    return built


def _network(encoder: Any, labels: LabelSet, dropout: float) -> Any:
    torch, _ = _torch()

    base: type[Any] = torch.nn.Module

    class Heads(base):  # type: ignore[misc] # torch is not there when types are checked
        """An encoder, its tokens averaged, and one linear head per family."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder
            self.dropout = torch.nn.Dropout(dropout)
            width = encoder.config.hidden_size
            self.heads = torch.nn.ModuleDict(
                {name: torch.nn.Linear(width, len(family.ids)) for name, family in labels.families.items()}
            )

        def forward(self, **batch: Any) -> dict[str, Any]:
            hidden = self.encoder(**batch).last_hidden_state
            mask = batch["attention_mask"].unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * mask).sum(1) / mask.sum(1).clamp(min=1)
            kept = self.dropout(mean)
            return {name: head(kept) for name, head in self.heads.items()}

    return Heads()


def fit(
    train: Sequence[Example],
    dev: Sequence[Example],
    labels: LabelSet,
    settings: TransformerSettings,
    *,
    name: str = "model",
    version: str = "1",
    seed: int = 7,
    decision: Decision | None = None,
    progress: Callable[[str, float], None] = lambda _what, _share: None,
) -> TransformerClassifier:
    """Fine-tune on ``train``; keep the weights that are best on ``dev``; choose thresholds on ``dev``."""
    torch, transformers = _torch()
    transformers.set_seed(seed)
    tokenizer = transformers.AutoTokenizer.from_pretrained(settings.encoder)
    encoder = transformers.AutoModel.from_pretrained(settings.encoder)
    device = _device(torch, settings.device)
    network = _network(encoder, labels, settings.dropout).to(device)
    longest = min(settings.length, getattr(encoder.config, "max_position_embeddings", settings.length))
    classifier = TransformerClassifier(
        network, tokenizer, labels, decision or Decision.even(labels), name=name, version=version, length=longest
    )
    truth, weak = truth_of(train, labels), weak_of(train, labels)
    plain = [plain_text(e.text) for e in train]
    whole = contexts_of(plain, [e.headings for e in train], [e.section for e in train])
    losses = _Losses(torch, labels, truth, device, weighted=settings.weighted)
    optimizer = torch.optim.AdamW(network.parameters(), lr=settings.rate, weight_decay=settings.decay)
    steps = max(1, math.ceil(len(train) / settings.batch) * settings.epochs)
    schedule = transformers.get_linear_schedule_with_warmup(optimizer, max(1, steps // 10), steps)
    random = np.random.default_rng(seed)
    best, kept, waited = -1.0, None, 0
    for epoch in range(settings.epochs):
        progress(f"epoch {epoch + 1}/{settings.epochs}", epoch / settings.epochs)
        network.train()
        order = random.permutation(len(train))
        bare = random.random(len(train)) < 0.3  # the context is hidden now and then: a user may have none
        for start in range(0, len(order), settings.batch):
            rows = order[start : start + settings.batch]
            contexts = [Context() if bare[i] else whole[i] for i in rows]
            batch = classifier.encode([plain[i] for i in rows], contexts)
            with torch.autocast(device.type, torch.bfloat16, enabled=settings.precision == "bfloat16"):
                logits = network(**batch)
            loss = losses(logits, {n: truth[n][rows] for n in truth}, {n: weak[n][rows] for n in weak})
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
        if dev:
            gained = _mean_f1(classifier, dev, labels)
            if gained > best + 1e-4:
                best, waited = gained, 0
                kept = {key: value.detach().cpu().clone() for key, value in network.state_dict().items()}
            else:
                waited += 1
                if waited > settings.patience:
                    break
    if kept is not None:
        network.load_state_dict(kept)
    if decision is None and dev:
        p = classifier.probabilities([e.text for e in dev], [e.headings for e in dev], [e.section for e in dev])
        y, w = truth_of(dev, labels), weak_of(dev, labels)
        unsure = choose_unsure(np.asarray(p["function"]), y["function"], w["function"]) if "function" in p else 0.0
        classifier.decision = Decision(choose_thresholds(p, y, w, labels), unsure)
    return classifier


class _Losses:
    """Cross entropy for FUNCTION, binary cross entropy for the others; weak labels teach nothing."""

    def __init__(self, torch: Any, labels: LabelSet, truth: Mapping[str, Any], device: Any, *, weighted: bool) -> None:
        self.torch, self.labels, self.device = torch, labels, device
        self.weights: dict[str, Any] = {}
        for name, table in truth.items():
            frequency = table.mean(axis=0).clip(1e-3, 1)
            # The square root keeps a very rare label from shouting.
            if not weighted:
                rare = np.ones_like(frequency)
            elif labels.families[name].single:
                rare = (1 / (len(frequency) * frequency)) ** 0.5
            else:
                rare = ((1 - frequency) / frequency).clip(1, 100) ** 0.5
            self.weights[name] = torch.tensor(rare, dtype=torch.float32, device=device)

    def __call__(self, logits: Mapping[str, Any], truth: Mapping[str, Any], weak: Mapping[str, Any]) -> Any:
        torch = self.torch
        total: Any = 0.0
        for name, scores in logits.items():
            wanted = torch.tensor(truth[name], dtype=torch.float32, device=self.device)
            if self.labels.families[name].single:
                total = total + torch.nn.functional.cross_entropy(
                    scores.float(), wanted.argmax(-1), weight=self.weights[name]
                )
                continue
            each = torch.nn.functional.binary_cross_entropy_with_logits(
                scores.float(), wanted, pos_weight=self.weights[name], reduction="none"
            )
            counted = ~torch.tensor(weak[name], device=self.device)
            total = total + (each * counted).sum() / counted.sum().clamp(min=1) * scores.shape[1] ** 0.5
        return total


def _mean_f1(classifier: TransformerClassifier, dev: Sequence[Example], labels: LabelSet) -> float:
    """Micro F1 at one half (FUNCTION: accuracy), averaged over the families."""
    p = classifier.probabilities([e.text for e in dev], [e.headings for e in dev], [e.section for e in dev])
    truth = truth_of(dev, labels)
    values = []
    for name, family in labels.families.items():
        if family.single:
            values.append(float((p[name].argmax(axis=1) == truth[name].argmax(axis=1)).mean()))
        else:
            given = p[name] >= 0.5
            values.append(2 * float((given & truth[name]).sum()) / max(float(given.sum() + truth[name].sum()), 1.0))
    return float(np.mean(values))


def _device(torch: Any, wanted: str) -> Any:
    if wanted == "auto":
        return torch.device("cuda" if torch.cuda.is_available() else "cpu")
    try:
        return torch.device(wanted)
    except RuntimeError as error:
        raise ConfigurationError("settings.device", f"{wanted!r} is no device: {error}") from error


def load(manifest: Manifest) -> TransformerClassifier:
    """The classifier that :meth:`TransformerClassifier.save` wrote. Raises :class:`ModelError`."""
    torch, transformers = _torch()
    from safetensors import SafetensorError
    from safetensors.torch import load_file

    try:
        config = transformers.AutoConfig.from_pretrained(manifest.folder / ENCODER, trust_remote_code=False)
        encoder = transformers.AutoModel.from_config(config, trust_remote_code=False)
        tokenizer = transformers.AutoTokenizer.from_pretrained(manifest.folder / ENCODER, trust_remote_code=False)
        network = _network(encoder, manifest.labels, 0.0)
        network.load_state_dict(load_file(manifest.folder / WEIGHTS))
        length = int(json.loads((manifest.folder / SETTINGS).read_text(encoding="utf-8"))["length"])
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        raise ModelError(manifest.id, f"its weights do not fit ({error}); train the model anew") from error
    network = network.to(_device(torch, "auto")).eval()
    return TransformerClassifier(
        network,
        tokenizer,
        manifest.labels,
        manifest.decision,
        name=manifest.name,
        version=manifest.version,
        length=length,
    )
