"""What a file's name says that the file is. Pure: no file is opened here.

Every function takes a bare file name; matching ignores case.
"""

import re
from functools import lru_cache

from openscope.regex import regex


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


POLICY_NAME = "openscope.toml"
"""The file that a policy is in."""

TEXT_EXTENSIONS = frozenset(
    {"", "txt", "text", "md", "markdown", "mdown", "rst", "html", "htm", "adoc", "asciidoc", "rtf"}
)

# What follows a licence word after a dot and is no file type: COPYING.LESSER, LICENSE.MIT, LICENSE.en.
_LICENSE_SUFFIX = regex(
    r"(mit|x11|isc|zlib|apache|bsd|[al]?gpl|mpl|epl|cddl|cc0?|cc-by|boost|bsl|busl|sspl|ofl|unlicense|lesser|lib"
    r"|runtime|docs?|code|data|models?|weights?|fonts?|commercial|en|zh|cn|ja|de|fr|ko)"
    r"(?:[-_.v]?\d[\w.+-]*|[-_]\w+)*|v?\d[\d.]*"
)
_WORD = r"(?:un)?licen[sc]es?|copying|eula"
_LICENSE = regex(rf"(?:(?P<before>.*[-_. ]))?(?:{_WORD})(?:v?\d[\d.]*)?(?P<after>[-_. ].*)?")
_LICENSE_WORD = regex(_WORD)
_NOT_THE_LICENSE = regex(r"header|template|check|third[-_. ]?part|3rd[-_. ]?part|thirdpart|faq")
_SUBJECTS = {
    "weights": _words("model models weight weights checkpoint checkpoints"),
    "code": _words("code source src software"),
    "data": _words("data dataset datasets"),
}
_THIRD_PARTY = regex(r"(?:third[-_. ]?party|3rd[-_. ]?party)|.*licen[sc]es?[-_. ](?:third|3rd)[-_. ]?party")
_NOTICE = regex(
    r"(?:notices?|patents?|(?:acceptable[-_. ]?)?use[-_. ]?policy|acceptable[-_. ]?use|authors|contributors"
    r"|copyrights?)(?:[-_. ].*)?"
)
_ABOUT = regex(
    r"change|history|news|thanks|todo|src-history|code[-_]of[-_]conduct|contributing|install|security|roadmap"
)
_README = regex(r"readme(?:[-_. ].*)?")

_MANIFESTS = {
    name: rank
    for rank, name in enumerate(
        (
            *("pyproject.toml", "setup.cfg", "setup.py", "pkg-info", "package.json", "cargo.toml"),
            *("composer.json", "pom.xml", "go.mod", "pubspec.yaml"),
        )
    )
}
_MANIFEST_EXTENSIONS = {"gemspec": 100, "nuspec": 101, "pom": 102}

MERGE_RECIPES = _words(
    "mergekit_config.yml mergekit_config.yaml mergekit_moe_config.yml mergekit_moe_config.yaml"
)
"""The names under which mergekit's recipes are kept beside the weights."""
_MODEL_CONFIGS = MERGE_RECIPES | _words(
    "config.json generation_config.json adapter_config.json model_index.json"
)

_WEIGHTS = _words(
    "safetensors gguf ggml ggmf ggjt onnx pt pth ckpt tflite llamafile pdparams nemo caffemodel"
    " mlmodel mlpackage keras t7 pte"
)
_MAYBE_WEIGHTS = _words("bin h5 hdf5 msgpack pb npz ot joblib pkl pickle engine mar")
_NO_WEIGHTS = regex(r"(?:training_args|optimizer|scheduler|scaler|rng_state)(?:[-_.\d].*)?")
_WEIGHTS_STEM = regex(
    r"(?:.*[-_.])?(?:pytorch|model|adapter|flax|tf|ggml|consolidated|weights|checkpoint|lora|unet|vae|diffusion"
    r"|learned|decoder|encoder)(?:[-_.\d].*)?"
)
_ARCHIVES = _words(
    "zip tar gz tgz bz2 tbz tbz2 xz txz zst 7z rar jar war ear aar apk ipa whl egg gem crate nupkg"
    " deb rpm dmg iso cab lz4 lzma br cpio"
)
_BINARY = _words(
    # pictures
    "png jpg jpeg jpe gif bmp ico icns tif tiff webp avif heic heif psd xcf eps exr hdr tga dds jp2"
    # sound and film
    " mp3 wav flac ogg oga opus m4a aac wma aiff mid midi mp4 m4v mov avi mkv webm wmv flv mpg mpeg ogv 3gp"
    # packed fonts
    " woff woff2"
    # compiled
    " o obj a lib so dll dylib exe class dex pyc pyo pyd elc wasm node beam rlib rmeta pdb nib"
    # documents that are no text
    " pdf doc docx xls xlsx ppt pptx odt ods odp epub mobi"
    # data
    " bin h5 hdf5 msgpack pb npz npy ot joblib pkl pickle engine mar parquet arrow feather orc avro tfrecord"
    " lmdb mdb db sqlite sqlite3 mat rds rdata dat swp glb fbx blend"
)


_FONTS = _words("ttf otf ttc eot pfb")


@lru_cache(maxsize=1024)
def _split(name: str) -> tuple[str, str]:
    """Returns the stem and the extension, without its dot, of a name in lower case."""
    stem, dot, extension = name.lower().rpartition(".")
    return (stem, extension) if dot and stem else (name.lower(), "")


def is_font(name: str) -> bool:
    """Whether the file is a font whose words can be read, by its extension."""
    return _split(name)[1] in _FONTS


def is_text_name(name: str) -> bool:
    """Whether the name has no extension, or one that prose has."""
    return _split(name)[1] in TEXT_EXTENSIONS


def is_license(name: str) -> bool:
    """Whether the file is a licence by its name: LICENSE, COPYING.LESSER, MIT-LICENSE.txt, not license.py.

    Words around the licence word are believed without an extension or in a `.txt`. Prose with a
    name such as `choosing-a-license.md` is documentation, unless the licence word is in capitals.
    """
    lower = name.lower()
    if _LICENSE_WORD.search(lower) is None:
        return False
    stem, extension = _split(name)
    whole = stem if extension in TEXT_EXTENSIONS else lower
    found = _LICENSE.fullmatch(whole)
    if found is None or _NOT_THE_LICENSE.search(lower):
        return False
    before, after = found["before"], found["after"]
    if before is not None and not before.strip("-_. "):
        return False
    if extension not in TEXT_EXTENSIONS:
        # The licence word itself is the extension (foo.LICENSE), or a licence's name is (COPYING.LESSER).
        return not after or _LICENSE_SUFFIX.fullmatch(after.lstrip("-_. ")) is not None
    if extension in {"", "txt", "text"} or not (before or after):
        return True
    return re.search(r"LICEN[SC]E|COPYING|EULA", name) is not None


def license_subject(name: str) -> str | None:
    """What a licence file is about, where its name says that it is a part only: `weights` (MODEL_LICENSE),
    `code` (LICENSE-CODE) or `data` (LICENSE.data).
    """
    stem, extension = _split(name)
    words = set(re.split(r"[-_. ]+", stem if extension in TEXT_EXTENSIONS else name.lower()))
    about = [subject for subject, said in _SUBJECTS.items() if words & said]
    return about[0] if len(about) == 1 else None


def is_license_unread(name: str) -> bool:
    """Whether the file is a licence by its name, in a format that is not read: LICENSE.pdf, EULA.docx."""
    stem, extension = _split(name)
    return extension in {"pdf", "doc", "docx", "odt"} and is_license(stem)


def is_notice(name: str) -> bool:
    """Whether the file belongs beside a licence: NOTICE, PATENTS, USE_POLICY, AUTHORS and the like."""
    stem, extension = _split(name)
    if extension not in TEXT_EXTENSIONS:
        return False
    return _THIRD_PARTY.match(stem) is not None or _NOTICE.fullmatch(stem) is not None


def is_readme(name: str) -> bool:
    """Whether the file is a README in prose."""
    return is_text_name(name) and _README.fullmatch(name.lower()) is not None


def is_about_project(name: str) -> bool:
    """Whether the file tells how a program came to be or is worked on: a change log, a code of conduct."""
    return is_text_name(name) and _ABOUT.match(name.lower()) is not None


def is_card(name: str) -> bool:
    """Whether the file has the name under which the Hub looks for a card."""
    return name.lower() == "readme.md"


def is_manifest(name: str, directory: str = "") -> bool:
    """Whether the file names a package. `directory` is the name of the directory that it lies in:
    `METADATA` is a manifest in a `.dist-info` only.
    """
    return manifest_rank(name, directory) is not None


def manifest_rank(name: str, directory: str = "") -> int | None:
    """Where the manifest stands among those of one directory, the lowest to be believed first."""
    lower = name.lower()
    if lower in _MANIFESTS:
        return _MANIFESTS[lower]
    if lower == "metadata" and directory.lower().endswith(".dist-info"):
        return 0
    return _MANIFEST_EXTENSIONS.get(_split(name)[1])


def matters(name: str, directory: str = "") -> bool:
    """Whether leaving the file unread leaves a licence question open."""
    return is_license(name) or is_notice(name) or is_card(name) or is_manifest(name, directory)


def is_weights(name: str, in_model: bool = False) -> bool:
    """Whether the file holds a model's weights. Extensions that other programs use too (`.bin`,
    `.h5`) need a telling name, or a place in a model's directory.
    """
    stem, extension = _split(name)
    if _NO_WEIGHTS.fullmatch(stem):
        return False
    if extension in _WEIGHTS:
        return True
    return extension in _MAYBE_WEIGHTS and (in_model or _WEIGHTS_STEM.fullmatch(stem) is not None)


def is_gguf(name: str) -> bool:
    """Whether the file is of the format of weights that tells what model it holds."""
    return _split(name)[1] == "gguf"


def has_header(name: str) -> bool:
    """Whether the file is of a format of weights that begins with metadata in words. Of weights in
    several parts, only the first is asked.
    """
    stem, extension = _split(name)
    part = re.search(r"-(\d{5})-of-\d{5}$", stem)
    return extension in {"gguf", "safetensors"} and (part is None or int(part[1]) == 1)


def is_model_config(name: str) -> bool:
    """Whether the file is the configuration of a model, of an adapter, or of a pipeline of models."""
    return name.lower() in _MODEL_CONFIGS


def is_archive(name: str) -> bool:
    """Whether the file is a packed archive."""
    return _split(name)[1] in _ARCHIVES


def is_binary(name: str) -> bool:
    """Whether the file's extension is one of a picture, a sound, a font, compiled code or packed data."""
    return _split(name)[1] in _BINARY | _WEIGHTS
