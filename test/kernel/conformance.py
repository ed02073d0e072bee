"""jupyter_kernel_test on our kernel, every test enabled. Prints one line of JSON for each test."""

import json
import sys
import unittest

from jupyter_kernel_test import IopubWelcomeTests, KernelTests

NAME = "gradbook"


class GradbookTests(KernelTests):
    kernel_name = NAME
    language_name = "typescript"
    file_extension = ".ts"
    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('to stderr')"
    completion_samples = [
        {"text": "Number.EPSI", "matches": {"EPSILON"}},
        {"text": "Math.hyp", "matches": {"hypot"}},
    ]
    complete_code_samples = ["1", "const x = 1", "function f(x: number) { return x }", "await x"]
    incomplete_code_samples = ["const x = {", "f(`a", "function f(", "[1, 2"]
    invalid_code_samples = ["let = = 3", "const 3 = x"]
    code_page_something = "%help"
    code_generate_error = "throw new Error('as asked')"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2, 3].map((x) => x * 111)", "result": "[ 111, 222, 333 ]"},
        {"code": "(() => 'text')()", "result": "'text'"},
        {"code": "html`<b>bold</b>`", "result": "<b>bold</b>", "mime": "text/html"},
    ]
    code_display_data = [
        {"code": "display(html`<i>x</i>`)", "mime": "text/html"},
        {"code": "display(latex`$x^2$`)", "mime": "text/latex"},
        {"code": "display(markdown`*x*`)", "mime": "text/markdown"},
        {"code": "display(svg`<svg/>`)", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "1 [+] 2*".replace("[+]", "+")
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Math.max"
    code_clear_output = "clearOutput()"


class GradbookWelcomeTests(IopubWelcomeTests):
    kernel_name = NAME
    support_iopub_welcome = True


class Lines(unittest.TestResult):
    def report(self, test, outcome, detail=""):
        print(json.dumps({"name": test.id().split(".", 1)[1], "outcome": outcome, "detail": detail}), flush=True)

    def addSuccess(self, test):
        self.report(test, "passed")

    def addFailure(self, test, error):
        self.report(test, "failed", self._exc_info_to_string(error, test))

    addError = addFailure

    def addSkip(self, test, reason):
        self.report(test, "skipped", reason)

    def addSubTest(self, test, subtest, error):
        if error is not None:
            self.report(subtest, "failed", self._exc_info_to_string(error, test))
        super().addSubTest(test, subtest, error)


if __name__ == "__main__":
    loader = unittest.defaultTestLoader
    suite = unittest.TestSuite(
        [loader.loadTestsFromTestCase(GradbookTests), loader.loadTestsFromTestCase(GradbookWelcomeTests)]
    )
    suite.run(Lines())
    sys.exit(0)
