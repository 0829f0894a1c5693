/* Pins in source code: OkHttp's calls. */
#include <config.h>

#include "tests/pin/pinfile.h"

#define NOT_NAME "the name that is pinned here is no text and no constant of this file; its pins " \
		 "are not read"

#define SHA_HEX "0101010101010101010101010101010101010101010101010101010101010101"

static const struct pinfile_row okhttp[] = {
	{ "Kotlin, one call a name", "P.kt", NULL,
	  "val p = CertificatePinner.Builder()\n"
	  "  .add(\"api.example.com\", \"sha256/" A "\")\n"
	  "  .add(\"*.cdn.example.com\", \"sha256/" B "\",\n       \"sha1/AAAA\")\n  .build()\n",
	  "okhttp: | api.example.com sha256/" A "@2:27 | *.cdn.example.com sha256/" B
	  "@3:29 sha1/AAAA@4:8" },
	{ "Java, with comments and joined texts", "P.java", NULL,
	  "CertificatePinner p = new CertificatePinner.Builder()\n"
	  "  // .add(\"old.example.com\", \"sha256/" B "\")\n"
	  "  /* .add(\"older.example.com\", \"sha256/" B "\") */\n"
	  "  .add(\"api.\" + \"example.com\", \"sha256/\" // halves\n"
	  "       + \"" A "\").build();\n",
	  "okhttp: | api.example.com sha256/" A "@4:32" },
	{ "constants of the same file", "P.java", NULL,
	  "class P {\n  static final String HOST = \"api.example.com\";\n"
	  "  private static final String BASE = \"sha256/\";\n"
	  "  static final String[] PINS = { BASE + \"" A "\", \"sha256/" B "\" };\n"
	  "  void f() { new CertificatePinner.Builder().add(HOST, PINS); } }\n",
	  "okhttp: | api.example.com sha256/" A "@3:38 sha256/" B "@4:89" },
	{ "constants of Kotlin", "P.kt", NULL,
	  "object P {\n  const val HOST: String = \"api.example.com\"\n"
	  "  private val PINS = arrayOf(\"sha256/" A "\",\n    \"sha256/" B "\")\n"
	  "  val c = CertificatePinner.Builder().add(P.HOST, *PINS).build() }\n",
	  "okhttp: | api.example.com sha256/" A "@3:30 sha256/" B "@4:5" },
	{ "a name from elsewhere", "P.kt", NULL,
	  "CertificatePinner.Builder().add(BuildConfig.HOST, \"sha256/" A "\")\n"
	  "  .add(\"b.test\", \"sha256/" B "\")\n",
	  "okhttp: | b.test sha256/" B "@2:18 # " NOT_NAME "@1" },
	{ "a pin from elsewhere", "P.kt", NULL,
	  "CertificatePinner.Builder().add(\"b.test\", BuildConfig.PIN, \"sha256/" B "\")\n",
	  "okhttp: | b.test sha256/" B "@1:60 # not every pin for b.test is a text or a constant of "
	  "this file; those that are not are not read@1" },
	{ "a text with a value in it", "P.kt", NULL,
	  "CertificatePinner.Builder().add(\"$env.test\", \"sha256/" A "\")"
	  ".add(\"c.test\", \"sha256/" B "\")\n",
	  "okhttp: | c.test sha256/" B "@1:115 # " NOT_NAME "@1" },
	{ "damaged pins stay as they are", "P.kt", NULL,
	  "CertificatePinner.Builder().add(\"b.test\", \"SHA256/AAAA\", \"sha256//" A "\", "
	  "\"md5/x\", \"sha256/A A\")\n",
	  "okhttp: | b.test SHA256/AAAA@1:43? sha256//" A "@1:58 md5/x@1:114? sha256/A A@1:123" },
	{ "pins as others write them are none", "P.kt", NULL,
	  "CertificatePinner.Builder().add(\"b.test\",\n\"3 1 1 " SHA_HEX "\",\n\"sha256:" SHA_HEX
	  "\",\n\"" SHA_HEX "\")\n",
	  "okhttp: | b.test 3 1 1 " SHA_HEX "@2:1? sha256:" SHA_HEX "@3:1? " SHA_HEX "@4:1?" },
	{ "other calls of that name", "P.kt", NULL,
	  "list.add(\"a\", \"b\"); CertificatePinner.Builder(); val b = "
	  "CertificatePinner.Builder()\nb.add(\"c.test\", \"sha512/x\")\nb.add(\"d.test\", "
	  "\"sha256/" A "\")\n",
	  "okhttp: | c.test sha512/x@2:17? | d.test sha256/" A "@3:17" },
	{ "within apply", "P.kt", NULL,
	  "CertificatePinner.Builder().apply {\n  add(\"c.test\", \"sha256/" A "\")\n}\n",
	  "okhttp: | c.test sha256/" A "@2:17" },
	{ "a chain that leads elsewhere", "P.kt", NULL,
	  "import okhttp3.CertificatePinner\nx.y().add(\"c.test\", \"sha512/x\")\n",
	  "0:0 no call of CertificatePinner.Builder.add with pins is in this source" },
	{ "only names from elsewhere", "P.kt", NULL,
	  "\nCertificatePinner.Builder().add(HOST, \"sha256/" A "\")\n",
	  "2:29 no call of CertificatePinner.Builder.add here names its host as a text or a constant "
	  "of this file; write the names and pins as a list, like `api.example.com sha256/...`" },
	{ "a constant of itself", "P.java", NULL,
	  "String A = A + A; String B = \"b.test\"; new CertificatePinner.Builder().add(A, "
	  "\"sha256/" A "\").add(B, \"sha256/" A "\")",
	  "okhttp: | b.test sha256/" A "@1:141 # " NOT_NAME "@1" },
	{ "a constant declared twice", "P.java", NULL,
	  "H = \"a\"; H = \"b\"; new CertificatePinner.Builder().add(H, \"sha256/" A "\")",
	  "1:51 no call of CertificatePinner.Builder.add here names its host as a text or a constant "
	  "of this file; write the names and pins as a list, like `api.example.com sha256/...`" },
	{ "a text that does not end", "P.java", NULL,
	  "CertificatePinner\n x = \"sha256/\n", "2:6 this text has no closing quote" },
	{ "a comment that does not end", "P.java", NULL, "CertificatePinner /* x\n",
	  "1:19 this comment does not end" },
	{ "raw texts, characters, escapes", "P.kt", NULL,
	  "val c = '\"'; val q = '\\''; CertificatePinner.Builder().add(\"\"\"a.test\"\"\", "
	  "\"sha256\\u002f" A "\")",
	  "okhttp: | a.test sha256/" A "@1:74" },
	{ "Latin-1 in a comment", "P.java", NULL,
	  "// Z\xfcrich\nCertificatePinner.Builder().add(\"a.test\", \"sha256/" A "\")",
	  "okhttp: | a.test sha256/" A "@2:43" },
	{ "a list of names and pins", "pins", NULL,
	  "# ours\n*.example.com sha256/" A ", sha256/" B "\nb.test: sha256/" A " # next\n",
	  "okhttp: | *.example.com sha256/" A "@2:15 sha256/" B "@2:68 | b.test sha256/" A "@3:9" },
	{ "a list with a pin first", "pins", "okhttp", "sha256/" A "\n",
	  "1:1 a line begins with the name that is pinned, like `*.example.com sha256/...`" },
	{ "a list with something else", "pins", "okhttp", "a.test SHA256/" A " md5/x\n",
	  "1:60 \"md5/x\" is no pin; behind the name stand pins like sha256/..." },
	{ "a name without a pin", "pins", "okhttp", "a.test sha256/" A "\nb.test\n",
	  "2:1 no pin follows this name" },
	{ "an empty list", "pins", "okhttp", "\n",
	  "0:0 there is no pin in this file; write lines like `*.example.com sha256/...`" },
	{ "brackets without end", "P.kt", NULL,
	  "CertificatePinner.Builder().add(((((\"a.test\", \"sha256/" A "\"",
	  "0:0 no call of CertificatePinner.Builder.add with pins is in this source" },
};

int main(void)
{
	pinfile_rows(okhttp, PL_ARRAY_LEN(okhttp));
	return tap_done();
}
