/*
 * The pin files of apps that are XML: what is read, from where, what its own
 * client makes of it when it loads it, and what is written.
 */
#include <config.h>

#include <stdlib.h>

#include "pin/export.h"
#include "tests/tap.h"
#include "util/mem.h"
#include "util/text.h"
#include "util/time.h"

#define A "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
#define B "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA="
#define NSC(text) "<network-security-config>\n" text "\n</network-security-config>\n"
#define PLIST(text) "<plist version=\"1.0\">\n" text "\n</plist>\n"

static struct pl_bytes bytes(const char *text)
{
	return (struct pl_bytes){ (const uint8_t *)text, strlen(text) };
}

static void put_rule(struct pl_buf *out, const struct pl_pinset *set, size_t at)
{
	const struct pl_rule *rule = &set->rules[at];
	char date[PL_TIME_TEXT];

	for (size_t i = 0; i < rule->n_covers; i++)
		pl_buf_printf(out, "%s%s%s", i ? "," : "", rule->covers[i].subdomains ? "." : "",
			      rule->covers[i].name);
	if (rule->expires != PL_TIME_NONE)
		pl_buf_printf(out, " until %s", pl_time_format_short(rule->expires, date));
	pl_buf_puts(out, rule->report_only ? " reports" : "");
	pl_buf_puts(out, rule->user_cas ? " user" : "");
	pl_buf_puts(out, rule->override_user_cas ? " user-overrides" : "");
	pl_buf_puts(out, rule->override_system_cas ? " system-overrides" : "");
	pl_buf_puts(out, rule->no_system_cas ? " no-system" : "");
	pl_buf_puts(out, rule->excluded ? " excluded" : "");
	pl_buf_puts(out, rule->leaf_list ? " leaf-list" : "");
	pl_buf_puts(out, rule->ca_list ? " ca-list" : "");
	for (size_t i = 0; i < set->n; i++) {
		static const char *const lists[] = { "", "leaf:", "ca:" };
		const struct pl_pin *pin = &set->pins[i];

		if (pin->rule == at)
			pl_buf_printf(out, " %s%.11s@%d:%d", lists[pin->list], pin->spelling,
				      pin->pos.line, pin->pos.column);
	}
	pl_buf_putc(out, ';');
}

/* "format: names terms pins@line:column; ..." and what the client says when it loads it. */
static char *told(const char *file, const char *text, const char *format, bool with_remarks)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_buf out = PL_BUF_INIT;
	struct pl_pinfile *pins = pl_pinfile_read(file, bytes(text),
						  format ? pl_pin_format_find(format) : NULL,
						  &errors);
	struct pl_pin_answer load;

	if (!pins) {
		pl_buf_printf(&out, "%d:%d %s", errors.items[0].line, errors.items[0].column,
			      errors.items[0].text);
		pl_errors_clear(&errors);
		return pl_buf_take(&out);
	}
	if (!format)
		pl_buf_printf(&out, "%s:", pins->format->name);
	for (size_t i = 0; i < pins->set->n_rules; i++) {
		if (i > 0 || pins->set->rules[0].user_cas)
			put_rule(&out, pins->set, i);
	}
	if (!pl_client_loads(pins->client, pins->set, &load))
		pl_buf_printf(&out, " REFUSED %d:%d %s", load.pos.line, load.pos.column, load.detail);
	for (size_t i = 0; with_remarks && i < pins->n_remarks; i++)
		pl_buf_printf(&out, " | %d:%d %s", pins->remarks[i].pos.line,
			      pins->remarks[i].pos.column, pins->remarks[i].text);
	pl_pinfile_free(pins);
	pl_errors_clear(&errors);
	return pl_buf_take(&out);
}

struct row {
	const char *name, *text, *want;
};

static void reads(const char *format, const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		char *got = told("f", rows[i].text, format, false);

		tap_text(got, rows[i].want, rows[i].name);
		free(got);
	}
}

/* --- Android ---------------------------------------------------------------------------------- */

#define PIN_A "<pin digest=\"SHA-256\">" A "</pin>"
#define PIN_B "<pin digest=\"SHA-256\">" B "</pin>"

static const struct row nsc[] = {
	{ "one entry", NSC("<domain-config>\n<domain>a.example.com</domain>\n<pin-set>\n" PIN_A "\n" PIN_B
			   "\n</pin-set></domain-config>"),
	  "a.example.com sha256/AAAA@5:23 sha256/BBBB@6:23;" },
	{ "subdomains, an end, blanks around names and pins",
	  NSC("<domain-config><domain includeSubdomains=\"true\">\n  example.com\n</domain>\n"
	      "<pin-set expiration=\"2027-03-01\">\n<pin digest='sha-256'>\n  " A "\n</pin></pin-set>"
	      "</domain-config>"),
	  ".example.com until 2027-03-01 sha256/AAAA@7:3;" },
	{ "a nested entry inherits pins, their end and anchors",
	  NSC("<domain-config><domain includeSubdomains='true'>example.com</domain>\n"
	      "<domain-config><domain>b.example.com</domain></domain-config>\n"
	      "<trust-anchors><certificates src='user' overridePins='true'/></trust-anchors>\n"
	      "<pin-set expiration='2027-03-01'>" PIN_A "</pin-set></domain-config>"),
	  ".example.com until 2027-03-01 user user-overrides no-system sha256/AAAA@5:56;"
	  "b.example.com until 2027-03-01 user user-overrides no-system sha256/AAAA@5:56;" },
	{ "a nested entry has its own, and not the flag of the name above",
	  NSC("<domain-config><domain includeSubdomains='true'>example.com</domain>\n"
	      "<pin-set expiration='2027-03-01'>" PIN_A "</pin-set>\n"
	      "<domain-config><domain>b.example.com</domain><pin-set>" PIN_B "</pin-set>\n"
	      "<trust-anchors><certificates src='system'/></trust-anchors></domain-config>"
	      "</domain-config>"),
	  ".example.com until 2027-03-01 sha256/AAAA@3:56;b.example.com sha256/BBBB@4:77;" },
	{ "a nested entry with an empty set pins nothing",
	  NSC("<domain-config><domain includeSubdomains='true'>example.com</domain>"
	      "<pin-set>" PIN_A "</pin-set>"
	      "<domain-config><domain>b.example.com</domain><pin-set/></domain-config></domain-config>"),
	  ".example.com sha256/AAAA@2:100;b.example.com;" },
	{ "anchors of base-config are inherited, wherever it stands",
	  NSC("<domain-config><domain>a.com</domain><pin-set>" PIN_A "</pin-set></domain-config>\n"
	      "<base-config><trust-anchors><certificates src='system'/><certificates src='user'/>"
	      "</trust-anchors></base-config>"),
	  " user;a.com user sha256/AAAA@2:69;" },
	{ "an entry's own anchors replace them",
	  NSC("<base-config><trust-anchors><certificates src='user'/></trust-anchors></base-config>\n"
	      "<domain-config><domain>a.com</domain><trust-anchors><certificates src='system' "
	      "overridePins='true'/></trust-anchors><pin-set>" PIN_A "</pin-set></domain-config>"),
	  " user no-system;a.com system-overrides sha256/AAAA@3:148;" },
	{ "overridePins is a boolean as aapt reads one",
	  NSC("<domain-config><domain includeSubdomains='1'>a.com</domain><trust-anchors>"
	      "<certificates src='user' overridePins='yes'/></trust-anchors></domain-config>"
	      "<domain-config><domain includeSubdomains='0'>b.com</domain><trust-anchors>"
	      "<certificates src='user' overridePins='TRUE'/></trust-anchors></domain-config>"),
	  ".a.com user no-system;b.com user user-overrides no-system;" },
	{ "no anchors at all", NSC("<domain-config><domain>a.com</domain><trust-anchors/></domain-config>"),
	  "a.com no-system;" },
	{ "anchors of the file's own may be the store's too",
	  NSC("<domain-config><domain>a.com</domain><trust-anchors><certificates src='@raw/ca'/></trust-anchors>"
	      "</domain-config>"), "a.com;" },
	{ "no entry", NSC(""), "" },
	{ "names only", NSC("<domain-config cleartextTrafficPermitted='false'><domain>a.com</domain>"
			    "</domain-config>"), "a.com;" },
	/* what the platform forgives in a pin (Base64.DEFAULT) */
	{ "a pin without padding", NSC("<domain-config><domain>a.com</domain><pin-set><pin digest='SHA-256'>"
				       "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA</pin></pin-set></domain-config>"),
	  "a.com sha256/AAAA@2:69;" },
	{ "a pin of two lines", NSC("<domain-config><domain>a.com</domain><pin-set><pin digest='SHA-256'>"
				    "AAAAAAAAAAAAAAAAAAAAAA\n  AAAAAAAAAAAAAAAAAAAAA=</pin></pin-set></domain-config>"),
	  "a.com sha256/AAAA@2:69;" },
	/* what it refuses */
	{ "a pin too short", NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin digest='SHA-256'>AAAA</pin>"
				 "</pin-set></domain-config>"),
	  "a.com sha256/AAAA@3:23; REFUSED 3:23 the pin sha256/AAAA decodes to 3 bytes, not 32" },
	{ "padding in the middle", NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin digest='SHA-256'>A=</pin>"
				       "</pin-set></domain-config>"),
	  "a.com sha256/A=@3:23; REFUSED 3:23 the pin sha256/A= is not padded as base64 is" },
	{ "an empty pin", NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin digest='SHA-256'> </pin>"
			      "</pin-set></domain-config>"),
	  "a.com sha256/@3:1; REFUSED 3:1 Missing pin digest" },
	{ "another digest", NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin digest='SHA-1'>AAAAAAAA"
				"AAAAAAAAAAAAAAAAAAA=</pin></pin-set></domain-config>"),
	  "a.com sha1/AAAAAA@3:21; REFUSED 3:1 Unsupported pin digest algorithm: SHA-1" },
	{ "no digest", NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin>" A "</pin></pin-set></domain-config>"),
	  "a.com sha256/AAAA@3:6; REFUSED 3:1 Unsupported pin digest algorithm: null" },
	{ "an element in a pin", NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin digest='SHA-256'>" A
				     "<b/></pin></pin-set></domain-config>"),
	  "a.com sha256/AAAA@3:23; REFUSED 3:67 pin contains additional elements" },
	{ "a date that does not exist", NSC("<domain-config><domain>a.com</domain>\n<pin-set expiration='2027-02-30'>"
					    PIN_A "</pin-set></domain-config>"),
	  "a.com sha256/AAAA@3:56; REFUSED 3:1 Invalid expiration date in pin-set: 2027-02-30" },
	{ "a name twice, in other letters", NSC("<domain-config><domain>a.com</domain></domain-config>\n"
						"<domain-config><domain>A.com</domain></domain-config>"),
	  "a.com;A.com; REFUSED 3:24 A.com has already been specified" },
	{ "a name twice, nested", NSC("<domain-config><domain>a.com</domain>\n<domain-config>"
				      "<domain includeSubdomains='true'>a.com</domain></domain-config></domain-config>"),
	  "a.com;.a.com; REFUSED 3:49 a.com has already been specified" },
	{ "an empty name", NSC("<domain-config>\n<domain> </domain></domain-config>"),
	  "; REFUSED 3:1 Domain name missing" },
	{ "an element in a name", NSC("<domain-config>\n<domain>a.com<b/></domain></domain-config>"),
	  "a.com; REFUSED 3:14 domain contains additional elements" },
	{ "no name", NSC("<domain-config>\n</domain-config>"),
	  "; REFUSED 2:1 No domain elements in domain-config" },
	{ "pins in base-config", NSC("<base-config>\n<pin-set>" PIN_A "</pin-set></base-config>"),
	  " REFUSED 3:1 pin-set element not allowed in base-config" },
	{ "a name in base-config", NSC("<base-config>\n<domain>a.com</domain></base-config>"),
	  " REFUSED 3:1 domain element not allowed in base-config" },
	{ "an entry in base-config", NSC("<base-config>\n<domain-config/></base-config>"),
	  " REFUSED 3:1 Nested domain-config not allowed in base-config" },
	{ "two of base-config", NSC("<base-config/>\n<base-config/>"),
	  " REFUSED 3:1 Only one base-config allowed" },
	{ "two of debug-overrides", NSC("<debug-overrides/>\n<debug-overrides/>"),
	  " REFUSED 3:1 Only one debug-overrides allowed" },
	{ "two pin sets", NSC("<domain-config><domain>a.com</domain><pin-set/>\n<pin-set/></domain-config>"),
	  "a.com; REFUSED 3:1 Multiple pin-set elements not allowed" },
	{ "anchors twice", NSC("<domain-config><domain>a.com</domain><trust-anchors/>\n<trust-anchors/></domain-config>"),
	  "a.com no-system; REFUSED 3:1 Multiple trust-anchor elements not allowed" },
	{ "anchors from nowhere", NSC("<domain-config><domain>a.com</domain><trust-anchors>\n<certificates/>"
				      "</trust-anchors></domain-config>"),
	  "a.com no-system; REFUSED 3:1 certificates element missing src attribute" },
	{ "anchors from elsewhere", NSC("<base-config><trust-anchors>\n<certificates src='systen'/></trust-anchors>"
					"</base-config>"),
	  " REFUSED 3:1 Unknown certificates src. Should be one of system|user|@resourceVal: systen" },
	/* what is no such file */
	{ "another root", "<manifest/>", "1:1 a Network Security Configuration begins with "
	  "<network-security-config>, and this is <manifest>" },
	{ "cut off", "<network-security-config>\n<domain-config>",
	  "2:16 the file ends within <domain-config> of line 2; is it cut off?" },
	{ "no XML", "pins:\n", "1:1 not XML: an element, like <name>, is due here" },
	{ "empty", "", "0:0 the file is empty" },
	{ "entities", "<!DOCTYPE x [<!ENTITY p 'AAAA'>]>\n<network-security-config/>",
	  "1:25 the DOCTYPE declares the entity \"p\", and entities are not used here; remove it and "
	  "write the text out" },
};

#define TK(pins, terms)                                                                           \
	NSC("<domain-config><domain>a.example.com</domain><pin-set>" pins "</pin-set>\n" terms    \
	    "</domain-config>")

static const struct row trustkit_android[] = {
	{ "two pins, enforced", TK(PIN_A PIN_B, "<trustkit-config enforcePinning='true'/>"),
	  "a.example.com sha256/AAAA@2:77 sha256/BBBB@2:149;" },
	{ "one pin, enforced", TK(PIN_A, "<trustkit-config enforcePinning='true'/>"),
	  "a.example.com sha256/AAAA@2:77; REFUSED 2:1 trustkit-android wants 2 pins where it enforces, "
	  "and there is 1" },
	{ "one pin, not enforced", TK(PIN_A, "<trustkit-config enforcePinning='false'/>"),
	  "a.example.com reports sha256/AAAA@2:77;" },
	{ "what is not said is not enforced", TK(PIN_A, "<trustkit-config/>"),
	  "a.example.com reports sha256/AAAA@2:77;" },
	{ "nor where the element is missing", TK(PIN_A, ""), "a.example.com reports sha256/AAAA@2:77;" },
	{ "letters of the digest count", TK("<pin digest='sha-256'>" A "</pin>", ""),
	  "a.example.com reports sha256/AAAA@2:77; REFUSED 2:55 Unexpected digest value: sha-256" },
	{ "a nested entry inherits the flag of the name and enforcement",
	  NSC("<domain-config><domain includeSubdomains='true'>example.com</domain><pin-set>" PIN_A PIN_B
	      "</pin-set><trustkit-config enforcePinning='true'/>\n"
	      "<domain-config><domain>b.example.com</domain></domain-config></domain-config>"),
	  ".example.com sha256/AAAA@2:100 sha256/BBBB@2:172;"
	  ".b.example.com sha256/AAAA@2:100 sha256/BBBB@2:172;" },
	{ "its own element without the attribute takes enforcement back",
	  NSC("<domain-config><domain>example.com</domain><pin-set>" PIN_A PIN_B
	      "</pin-set><trustkit-config enforcePinning='true'/>\n"
	      "<domain-config><domain>b.example.com</domain><trustkit-config/></domain-config></domain-config>"),
	  "example.com sha256/AAAA@2:75 sha256/BBBB@2:147;"
	  "b.example.com reports sha256/AAAA@2:75 sha256/BBBB@2:147;" },
};

/* --- Apple ------------------------------------------------------------------------------------ */

#define IDENTITY(pin) "<dict><key>SPKI-SHA256-BASE64</key><string>" pin "</string></dict>"
#define ATS(text)                                                                                 \
	PLIST("<dict><key>NSAppTransportSecurity</key><dict><key>NSPinnedDomains</key><dict>\n" text \
	      "\n</dict></dict></dict>")

static const struct row apple[] = {
	{ "a list for authorities", ATS("<key>example.com</key><dict><key>NSIncludesSubdomains</key><true/>\n"
					"<key>NSPinnedCAIdentities</key><array>\n" IDENTITY(A) "\n" IDENTITY(B)
					"</array></dict>"),
	  ".example.com ca-list ca:sha256/AAAA@5:44 ca:sha256/BBBB@6:44;" },
	{ "both lists", ATS("<key>example.com</key><dict><key>NSPinnedLeafIdentities</key><array>" IDENTITY(A)
			    "</array>\n<key>NSPinnedCAIdentities</key><array>" IDENTITY(B) "</array></dict>"),
	  "example.com leaf-list ca-list ca:sha256/BBBB@4:82 leaf:sha256/AAAA@3:112;" },
	{ "the security dictionary alone",
	  PLIST("<dict><key>NSPinnedDomains</key><dict><key>a.com</key><dict><key>NSPinnedLeafIdentities</key>"
		"<array>" IDENTITY(A) "</array></dict></dict></dict>"),
	  "a.com leaf-list leaf:sha256/AAAA@2:144;" },
	{ "the entries alone, without <plist>",
	  "<dict><key>a.com</key><dict><key>NSPinnedLeafIdentities</key>\n<array>" IDENTITY(A)
	  "</array></dict></dict>",
	  "a.com leaf-list leaf:sha256/AAAA@2:51;" },
	{ "a number is not true", ATS("<key>a.com</key><dict><key>NSIncludesSubdomains</key><integer>1</integer></dict>"),
	  "a.com;" },
	{ "a list without an identity", ATS("<key>a.com</key><dict><key>NSPinnedLeafIdentities</key><array/></dict>"),
	  "a.com leaf-list;" },
	{ "a list that is none", ATS("<key>a.com</key><dict><key>NSPinnedCAIdentities</key><string>x</string></dict>"),
	  "a.com ca-list;" },
	{ "identities that are none are dropped",
	  ATS("<key>a.com</key><dict><key>NSPinnedLeafIdentities</key><array><string>x</string><dict/>\n"
	      "<dict><key>SPKI-SHA256-BASE64</key><data>" A "</data></dict>\n" IDENTITY(A) "</array></dict>"),
	  "a.com leaf-list leaf:sha256/AAAA@5:44;" },
	{ "a damaged pin loads", ATS("<key>a.com</key><dict><key>NSPinnedLeafIdentities</key><array>\n"
				     IDENTITY("AAAA") IDENTITY("") "</array></dict>"),
	  "a.com leaf-list leaf:sha256/AAAA@4:44 leaf:sha256/@4:99;" },
	{ "one name in two spellings", ATS("<key>a.com</key><dict/><key>A.com</key><dict/>"), "a.com;A.com;" },
	{ "an entry that is no dictionary", ATS("<key>a.com</key><true/>"), "a.com;" },
	{ "no entry", ATS(""), "" },
	{ "the entries at the top of an Info.plist",
	  PLIST("<dict><key>CFBundleIdentifier</key><string>x</string>\n<key>NSPinnedDomains</key>\n<dict/></dict>"),
	  "4:1 in an Info.plist NSPinnedDomains has to stand within NSAppTransportSecurity; at the top it "
	  "pins nothing" },
	{ "a file without entries", PLIST("<dict><key>CFBundleName</key><string>x</string></dict>"),
	  "2:1 there is no NSPinnedDomains here, in a dictionary NSAppTransportSecurity" },
	{ "entries that are a list", PLIST("<dict><key>NSPinnedDomains</key>\n<array/></dict>"),
	  "3:1 NSPinnedDomains has to be a dictionary of host names" },
	{ "a list at the top", PLIST("<array/>"),
	  "2:1 there is no NSPinnedDomains here, in a dictionary NSAppTransportSecurity" },
	{ "a binary property list", "bplist00\xd1",
	  "0:0 this is a binary property list; convert it first: plutil -convert xml1 FILE" },
	{ "a key twice", ATS("<key>a.com</key><dict/>\n<key>a.com</key><dict/>"),
	  "4:6 the key \"a.com\" is repeated; the first is at line 3; remove one" },
};

/* --- TrustKit --------------------------------------------------------------------------------- */

#define TSK(text)                                                                                 \
	PLIST("<dict><key>TSKConfiguration</key><dict><key>TSKPinnedDomains</key><dict>\n" text   \
	      "\n</dict></dict></dict>")
#define HASHES(text) "<key>TSKPublicKeyHashes</key><array>" text "</array>"
#define S(text) "<string>" text "</string>"

static const struct row trustkit[] = {
	{ "an entry", TSK("<key>a.com</key><dict>\n" HASHES(S(A) S(B)) "</dict>"),
	  "a.com sha256/AAAA@4:45 sha256/BBBB@4:106;" },
	{ "its terms", TSK("<key>a.com</key><dict>" HASHES(S(A)) "\n<key>TSKEnforcePinning</key><false/>"
			   "<key>TSKIncludeSubdomains</key><true/><key>TSKExpirationDate</key><string>2027-03-01</string>"
			   "</dict>"),
	  ".a.com until 2027-03-01 reports sha256/AAAA@3:67;" },
	{ "booleans as Foundation has them",
	  TSK("<key>a.com</key><dict>" HASHES(S(A)) "\n<key>TSKEnforcePinning</key><integer>0</integer>"
	      "<key>TSKIncludeSubdomains</key><string>YES</string></dict>"),
	  ".a.com reports sha256/AAAA@3:67;" },
	{ "a name that is excluded",
	  TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "<key>TSKIncludeSubdomains</key><true/></dict>\n"
	      "<key>www.a.com</key><dict><key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>"),
	  ".a.com sha256/AAAA@3:67 sha256/BBBB@3:128;www.a.com excluded;" },
	{ "not excluded, in so many words",
	  TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "<key>kSKExcludeSubdomainFromParentPolicy</key><false/></dict>"),
	  "a.com sha256/AAAA@3:67 sha256/BBBB@3:128;" },
	{ "the configuration alone", PLIST("<dict><key>TSKPinnedDomains</key><dict><key>a.com</key><dict>\n"
					   HASHES(S(A) S(B)) "</dict></dict></dict>"),
	  "a.com sha256/AAAA@3:45 sha256/BBBB@3:106;" },
	{ "the entries alone", PLIST("<dict><key>a.com</key><dict>\n" HASHES(S(A) S(B)) "</dict></dict>"),
	  "a.com sha256/AAAA@3:45 sha256/BBBB@3:106;" },
	{ "a text that is no date", TSK("<key>a.com</key><dict>" HASHES(S(A) S(B))
					"<key>TSKExpirationDate</key><string>soon</string></dict>"),
	  "a.com sha256/AAAA@3:67 sha256/BBBB@3:128;" },
	/* what stops the app */
	{ "one pin", TSK("<key>a.com</key><dict>" HASHES(S(A)) "</dict>"),
	  "a.com sha256/AAAA@3:67; REFUSED 3:6 trustkit-ios wants 2 different pins where it enforces, and "
	  "there is 1" },
	{ "one pin twice", TSK("<key>a.com</key><dict>" HASHES(S(A) S(A)) "</dict>"),
	  "a.com sha256/AAAA@3:67 sha256/AAAA@3:128; REFUSED 3:6 trustkit-ios wants 2 different pins where "
	  "it enforces, and there is 1" },
	{ "no pin", TSK("<key>a.com</key><dict/>"),
	  "a.com; REFUSED 3:6 trustkit-ios refuses a rule without pins" },
	{ "a damaged pin", TSK("<key>a.com</key><dict>" HASHES(S(A) S("AAAA")) "</dict>"),
	  "a.com sha256/AAAA@3:67 sha256/AAAA@3:128; REFUSED 3:128 the pin sha256/AAAA decodes to 3 bytes, "
	  "not 32" },
	{ "a pin that is no text", TSK("<key>a.com</key><dict>" HASHES(S(A) "\n<data>AAAA</data>") "</dict>"),
	  "a.com sha256/AAAA@3:67; REFUSED 4:7 a pin under TSKPublicKeyHashes is no text, which stops the app" },
	{ "pins that are no array", TSK("<key>a.com</key><dict><key>TSKPublicKeyHashes</key>\n<string>x</string></dict>"),
	  "a.com; REFUSED 4:9 TSKPublicKeyHashes is no array, which stops the app" },
	{ "a date that is one", TSK("<key>a.com</key><dict>" HASHES(S(A) S(B))
				    "<key>TSKExpirationDate</key>\n<date>2027-03-01T00:00:00Z</date></dict>"),
	  "a.com sha256/AAAA@3:67 sha256/BBBB@3:128; REFUSED 4:7 TSKExpirationDate is no text like "
	  "2027-03-01, which stops the app" },
	{ "an exclusion with other keys",
	  TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "<key>TSKIncludeSubdomains</key><true/></dict>\n"
	      "<key>b.a.com</key><dict><key>TSKEnforcePinning</key><true/>\n"
	      "<key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>"),
	  ".a.com sha256/AAAA@3:67 sha256/BBBB@3:128;b.a.com excluded; REFUSED 5:47 "
	  "kSKExcludeSubdomainFromParentPolicy has to be the only key of its entry" },
	{ "an exclusion from nothing",
	  TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "</dict>\n"
	      "<key>b.a.com</key><dict><key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>"),
	  "a.com sha256/AAAA@3:67 sha256/BBBB@3:128;b.a.com excluded; REFUSED 4:6 b.a.com is excluded from a "
	  "parent's policy, and no entry above it includes subdomains" },
	{ "a policy that is none", TSK("<key>a.com</key><true/>"),
	  "a.com; REFUSED 3:6 the policy of a.com is no dictionary, which stops the app" },
	{ "no entry", TSK(""), " REFUSED 2:67 TrustKit was initialized with no pinned domains" },
	{ "a file without a configuration", PLIST("<dict><key>CFBundleName</key><string>x</string></dict>"),
	  "2:1 there is no TSKPinnedDomains here, in a dictionary TSKConfiguration" },
	{ "entries that are a list", PLIST("<dict><key>TSKConfiguration</key><dict><key>TSKPinnedDomains</key>\n"
					   "<array/></dict></dict>"),
	  "3:1 TSKPinnedDomains has to be a dictionary of host names" },
};

/* --- what is said beside the pins --------------------------------------------------------------- */

static const struct {
	const char *format, *text, *want;
} remarks[] = {
	{ "android-nsc", NSC("<domain-config><domain>a.com</domain>\n<pinset/></domain-config>"),
	  "3:1 Android does not know <pinset> and passes over it without a word; did you mean <pin-set>?" },
	{ "android-nsc", NSC("<domain-config>\n<domain includeSubdomain='true'>a.com</domain></domain-config>"),
	  "3:1 Android does not know the attribute includeSubdomain of <domain> and passes over it without "
	  "a word; did you mean includeSubdomains?" },
	{ "android-nsc", NSC("<domain-config tools:ignore='x' xmlns:tools='y'>\n<domain>*.a.com</domain></domain-config>"),
	  "3:9 asterisks mean nothing here, so \"*.a.com\" covers no host; write the name without it and "
	  "includeSubdomains=\"true\"" },
	{ "android-nsc", NSC("<domain-config>\n<domain>https://a.com</domain></domain-config>"),
	  "3:9 \"https://a.com\" is no host name" },
	{ "android-nsc", NSC("<domain-config><domain>a.com</domain><trust-anchors>\n<certificates src='@raw/lab_ca' "
			     "overridePins='true'/><certificates src='system'/></trust-anchors></domain-config>"),
	  "3:1 the certificates of @raw/lab_ca are not read from here, and below them the pins do not count" },
	{ "android-nsc", NSC("<domain-config><domain>a.com</domain>\n<trust-anchors><certificates src='user'/>"
			     "</trust-anchors></domain-config>"),
	  "3:1 the device's own store is not among these anchors" },
	{ "android-nsc", NSC("<debug-overrides><trust-anchors><certificates src='user'/></trust-anchors>"
			     "</debug-overrides>"),
	  "2:1 debug-overrides counts in debuggable builds only" },
	{ "android-nsc", NSC("<debug-overrides>\n<pin-set/></debug-overrides>"),
	  "3:1 a debuggable build refuses the whole file: pin-set element not allowed in debug-overrides" },
	{ "android-nsc", NSC("<domain-config><domain>a.com</domain>\n<pin-set expiration='27-03-01'/></domain-config>"),
	  "3:1 the expiration is in the year 27, so these pins are enforced never" },
	{ "android-nsc", NSC("<base-config cleartextTrafficPermitted='true'/>"),
	  "2:1 connections without TLS are permitted here" },
	{ "android-nsc", NSC("<domain-config><domain>a.com</domain>\n<trustkit-config/></domain-config>"),
	  "3:1 <trustkit-config> means nothing here" },
	{ "trustkit-android", NSC("<domain-config>\n<domain>a.com</domain><domain>b.com</domain></domain-config>"),
	  "3:9 TrustKit keeps only the last name of a domain-config, and this is not it" },
	{ "trustkit-android", TK(PIN_A, "<trustkit-config>\n<report-uri>https://r.com</report-uri></trustkit-config>"),
	  "4:1 report-uri is not used" },
	{ "apple-pinned-domains", ATS("<key>a.com</key><dict>\n<key>NSPinnedLeafIdentites</key><array/></dict>"),
	  "4:6 iOS does not know the key NSPinnedLeafIdentites and passes over it without a word; did you mean "
	  "NSPinnedLeafIdentities?" },
	{ "apple-pinned-domains", ATS("<key>a.com</key><dict><key>NSIncludesSubdomains</key>\n<string>true</string></dict>"),
	  "4:9 NSIncludesSubdomains counts only as <true/>; this is read as no" },
	{ "apple-pinned-domains", ATS("<key>a.com</key><dict><key>NSPinnedLeafIdentities</key>\n<array/></dict>"),
	  "4:1 this list has no identity, and one that is there has to match: every connection fails" },
	{ "apple-pinned-domains", ATS("<key>a.com</key><dict><key>NSPinnedLeafIdentities</key><array>\n<dict/></array></dict>"),
	  "4:1 an identity without a <string> under SPKI-SHA256-BASE64 is dropped" },
	{ "apple-pinned-domains", ATS("<key>*.a.com</key><dict/>"), "3:6 asterisks mean nothing here" },
	{ "trustkit", TSK("<key>a.com</key><dict>\n<key>TSKExcludeSubdomainFromParentPolicy</key><true/></dict>"),
	  "4:6 in a property list the key is spelled kSKExcludeSubdomainFromParentPolicy" },
	{ "trustkit", TSK("<key>a.com</key><dict>\n<key>TSKEnforcePining</key><true/></dict>"),
	  "4:6 TrustKit does not know the key TSKEnforcePining and passes over it without a word; did you mean "
	  "TSKEnforcePinning?" },
	{ "trustkit", TSK("<key>a.test</key><dict/>"), "3:6 TrustKit refuses a.test when the app starts" },
	{ "trustkit", TSK("<key>a.com</key><dict><key>TSKExpirationDate</key>\n<string>1.3.2027</string></dict>"),
	  "4:9 \"1.3.2027\" is no date like 2027-03-01, so these pins have no end" },
	{ "trustkit", TSK("<key>a.com</key><dict>\n<key>TSKReportUris</key><array/></dict>"),
	  "4:6 TSKReportUris is not used" },
};

static void test_remarks(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(remarks); i++) {
		char *got = told("f", remarks[i].text, remarks[i].format, true);

		tap_has(got, remarks[i].want, remarks[i].want);
		free(got);
	}
}

/* --- which format a file is of ------------------------------------------------------------------ */

static void test_kinds(void)
{
	static const struct {
		const char *file, *text, *want;
	} rows[] = {
		{ "x", NSC(""), "android-nsc:" },
		{ "x", "<!-- a -->\n" NSC(""), "android-nsc:" },
		{ "x", NSC("<domain-config><domain>a.com</domain><trustkit-config/></domain-config>"),
		  "trustkit-android:a.com reports;" },
		{ "x", ATS(""), "apple-pinned-domains:" },
		{ "x", TSK("<key>a.com</key><true/>"), "trustkit:a.com;" },
		{ "Info.plist", PLIST("<dict/>"), "2:1 there is no NSPinnedDomains here" },
		{ "x", "bplist00", "0:0 this is a binary property list; convert it first" },
		{ "res/xml/network_security_config.xml", "<x/>", "1:1 a Network Security Configuration begins" },
		{ "x", "\xef\xbb\xbf" NSC(""), "android-nsc:" },
	};
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_bytes compiled = { (const uint8_t *)"\x03\0\x08\0\0\0", 6 };

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *got = told(rows[i].file, rows[i].text, NULL, false);

		tap_has(got, rows[i].want, rows[i].want);
		free(got);
	}
	tap_ok(!pl_pinfile_read("x", compiled, NULL, &errors), "compiled XML is refused");
	tap_has(errors.items[0].text, "compiled XML, as an APK holds it", "with what to do");
	pl_errors_clear(&errors);
}

/* --- writing ------------------------------------------------------------------------------------ */

static char *written(const char *text, const char *from, const char *to, const char *host,
		     char **losses)
{
	struct pl_pin_losses lost = PL_PIN_LOSSES_INIT;
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_error err = PL_ERROR_INIT;
	struct pl_buf out = PL_BUF_INIT, said = PL_BUF_INIT;
	struct pl_pinfile *pins = pl_pinfile_read("f", bytes(text), pl_pin_format_find(from), &errors);

	if (!pins) {
		pl_buf_printf(&out, "unread: %s", errors.items[0].text);
	} else if (!pl_pins_write(pl_pin_format_find(to),
				  &(struct pl_pin_side){ "f", pins->client, pins->set }, host, &out,
				  &lost, &err)) {
		pl_buf_reset(&out);
		pl_buf_printf(&out, "%d:%d %s", err.line, err.column, err.text);
	}
	for (size_t i = 0; i < lost.n; i++)
		pl_buf_printf(&said, "%s%s", i ? " | " : "", lost.items[i].text);
	*losses = pl_buf_take(&said);
	pl_pin_losses_clear(&lost);
	pl_pinfile_free(pins);
	pl_errors_clear(&errors);
	pl_error_clear(&err);
	return pl_buf_take(&out);
}

#define OURS "pinlab: 1\nkind: pins\n"

/* What is written says the same: read again, only the places differ. */
static const struct {
	const char *name, *text, *format, *want;
} trips[] = {
	{ "a configuration of Android",
	  NSC("<base-config><trust-anchors><certificates src='system'/><certificates src='user'/></trust-anchors>"
	      "</base-config><domain-config><domain includeSubdomains='true'>a.com</domain><domain>b.com</domain>"
	      "<trust-anchors><certificates src='system' overridePins='true'/><certificates src='user' "
	      "overridePins='true'/></trust-anchors><pin-set expiration='2027-03-01'>" PIN_A
	      "<pin digest='SHA-256'>BBBBBBBBBBBBBBBBBBBBB BBBBBBBBBBBBBBBBBBBBBA</pin></pin-set></domain-config>"
	      "<domain-config><domain>c.a.com</domain></domain-config><domain-config><domain>d.com</domain>"
	      "<trust-anchors><certificates src='system'/></trust-anchors></domain-config>"),
	  "android-nsc",
	  " user;.a.com,b.com until 2027-03-01 user user-overrides system-overrides sha256/AAAA@17:29 "
	  "sha256/BBBB@18:29;c.a.com user;d.com;" },
	{ "TrustKit's on Android",
	  NSC("<domain-config><domain includeSubdomains='true'>a.com</domain><pin-set expiration='2027-03-01'>"
	      PIN_A PIN_B "</pin-set><trustkit-config enforcePinning='true'/></domain-config>"
	      "<domain-config><domain>b.com</domain><pin-set>" PIN_A "</pin-set></domain-config>"),
	  "trustkit-android",
	  ".a.com until 2027-03-01 sha256/AAAA@6:29 sha256/BBBB@7:29;b.com reports sha256/AAAA@14:29;" },
	{ "Apple's", ATS("<key>a.com</key><dict><key>NSIncludesSubdomains</key><true/><key>NSPinnedLeafIdentities</key>"
			 "<array>" IDENTITY(A) "</array><key>NSPinnedCAIdentities</key><array>" IDENTITY(B)
			 "</array></dict><key>b.com</key><dict><key>NSPinnedLeafIdentities</key><array/></dict>"
			 "<key>c.com</key><dict/>"),
	  "apple-pinned-domains",
	  ".a.com leaf-list ca-list ca:sha256/BBBB@17:15 leaf:sha256/AAAA@24:15;b.com leaf-list;c.com;" },
	{ "TrustKit's", TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "<key>TSKIncludeSubdomains</key><true/>"
			    "<key>TSKExpirationDate</key><string>2027-03-01</string></dict>"
			    "<key>b.a.com</key><dict><key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>"
			    "<key>c.com</key><dict>" HASHES(S(B)) "<key>TSKEnforcePinning</key><false/></dict>"),
	  "trustkit",
	  ".a.com until 2027-03-01 sha256/AAAA@19:14 sha256/BBBB@20:14;b.a.com excluded;"
	  "c.com reports sha256/BBBB@36:14;" },
};

static void test_round_trips(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(trips); i++) {
		char *losses, *again, *out = written(trips[i].text, trips[i].format, trips[i].format,
						     NULL, &losses);
		char *got = told("f", out, trips[i].format, false);

		tap_text(got, trips[i].want, trips[i].name);
		tap_text(losses, "", "without a loss");
		free(losses);
		again = written(out, trips[i].format, trips[i].format, NULL, &losses);
		tap_text(again, out, "and once more the same bytes");
		free(losses);
		free(again);
		free(got);
		free(out);
	}
}

static const struct {
	const char *name, *text, *from, *to, *host, *want, *losses;
} writes[] = {
	{ "pins for every name need a host", OURS "pins: sha256/" A "\n", "pinlab", "android-nsc", NULL,
	  "0:0 android-nsc pins names, and f does not say which; add --host NAME", "" },
	{ "with a host", OURS "pins: sha256/" A "\n", "pinlab", "android-nsc", "a.com",
	  "<domain includeSubdomains=\"false\">a.com</domain>", "" },
	{ "names are escaped", OURS "covers: 'a&b'\npins: sha256/" A "\n", "pinlab", "android-nsc", NULL,
	  ">a&amp;b</domain>", "" },
	{ "a damaged pin gets its one spelling",
	  NSC("<domain-config><domain>a.com</domain><pin-set><pin digest='SHA-256'>"
	      "AAAAAAAAAAAAAAAAAAAAAA!AAAAAAAAAAAAAAAAAAAAA</pin></pin-set></domain-config>"),
	  "android-nsc", "android-nsc", NULL, "<pin digest=\"SHA-256\">" A "</pin>", "" },
	{ "a digest of another kind", OURS "covers: a.com\npins: [sha256/" A ", sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA=]\n",
	  "pinlab", "android-nsc", NULL, "<pin digest=\"SHA-256\">" A "</pin>\n    </pin-set>",
	  "the pin sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAA= is of another hash, which android-nsc cannot pin" },
	{ "a file that its client refuses",
	  NSC("<domain-config><domain>a.com</domain><pin-set>\n<pin>" A "</pin></pin-set></domain-config>"),
	  "android-nsc", "trustkit", NULL,
	  "3:1 android-nsc refuses this file (Unsupported pin digest algorithm: null); mend it", "" },
	{ "one name in two rules", OURS "rules:\n  - {covers: a.com, pins: [sha256/" A ", sha256/" B "]}\n"
	  "  - {covers: a.com, pins: [sha256/" A ", sha256/" B "]}\n", "pinlab", "trustkit", NULL,
	  "a.com stands in two rules, and a configuration of TrustKit has one entry for a name", "" },
	{ "one pin is not made two", OURS "covers: a.com\npins: sha256/" A "\n", "pinlab", "trustkit", NULL,
	  "trustkit-ios wants 2 different pins where it enforces, and there is 1", "" },
	{ "nor twice the same", OURS "covers: a.com\npins: [sha256/" A ", sha256/" A "]\n", "pinlab", "trustkit",
	  NULL, "and there is 1", "" },
	{ "nor on Android", OURS "covers: a.com\npins: sha256/" A "\n", "pinlab", "trustkit-android", NULL,
	  "trustkit-android wants 2 pins where it enforces, and there is 1", "" },
	{ "one that only reports is enough", OURS "covers: a.com\nreport-only: true\npins: sha256/" A "\n", "pinlab",
	  "trustkit", NULL, "<key>TSKEnforcePinning</key>\n\t\t\t\t<false/>", "" },
	{ "Apple's lists want to know where a pin belongs", OURS "covers: a.com\npins: sha256/" A "\n", "pinlab",
	  "apple-pinned-domains", NULL, "4:7 apple-pinned-domains keeps pins of the leaf and of authorities apart", "" },
	{ "report-only is lost", OURS "covers: a.com\nreport-only: true\npins: sha256/" A "\n", "pinlab",
	  "android-nsc", NULL, "</pin-set>", "a.com: f only reports a mismatch, android-nsc refuses" },
	{ "an end is lost", OURS "covers: a.com\nexpires: 2027-03-01\nca-pins: sha256/" A "\n", "pinlab",
	  "apple-pinned-domains", NULL, "NSPinnedCAIdentities",
	  "a.com: f enforces its pins until 2027-03-01, apple-pinned-domains without end" },
	{ "lists are lost", OURS "covers: a.com\nleaf-pins: sha256/" A "\n", "pinlab", "android-nsc", NULL, "</pin-set>",
	  "pins of the leaf and of authorities are one list there, of which any will do" },
	{ "overrides are lost",
	  NSC("<domain-config><domain>a.com</domain><trust-anchors><certificates src='system' overridePins='true'/>"
	      "</trust-anchors><pin-set>" PIN_A PIN_B "</pin-set></domain-config>"),
	  "android-nsc", "trustkit", NULL, "</array>",
	  "a.com: f does not enforce its pins below roots of the device's own store, which is nowhere; trustkit does" },
	{ "an exception is an entry without pins on Android",
	  TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "<key>TSKIncludeSubdomains</key><true/></dict>"
	      "<key>b.a.com</key><dict><key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>"),
	  "trustkit", "android-nsc", NULL,
	  "<domain includeSubdomains=\"false\">b.a.com</domain>\n  </domain-config>", "" },
	{ "and the other way round",
	  NSC("<domain-config><domain includeSubdomains='true'>a.com</domain><pin-set>" PIN_A PIN_B "</pin-set>"
	      "<domain-config><domain>b.a.com</domain><pin-set/></domain-config></domain-config>"),
	  "android-nsc", "trustkit", NULL,
	  "<key>b.a.com</key>\n\t\t\t<dict>\n\t\t\t\t<key>kSKExcludeSubdomainFromParentPolicy</key>\n\t\t\t\t<true/>", "" },
	{ "OkHttp has no exceptions",
	  TSK("<key>a.com</key><dict>" HASHES(S(A) S(B)) "<key>TSKIncludeSubdomains</key><true/></dict>"
	      "<key>b.a.com</key><dict><key>kSKExcludeSubdomainFromParentPolicy</key><true/></dict>"),
	  "trustkit", "okhttp", NULL, ")\n  .build()", "b.a.com: okhttp pins it, f does not" },
	{ "a more specific entry is not more specific to OkHttp",
	  NSC("<domain-config><domain includeSubdomains='true'>a.com</domain><pin-set>" PIN_A "</pin-set>"
	      "<domain-config><domain>b.a.com</domain><pin-set>" PIN_B "</pin-set></domain-config></domain-config>"),
	  "android-nsc", "okhttp", NULL, ".add(\"b.a.com\",\n    \"sha256/" B "\")",
	  "b.a.com: okhttp pins AAAAAAAA\xe2\x80\xa6, f does not" },
	{ "what OkHttp adds up is one entry", "b.a.com sha256/" A "\nb.a.com sha256/" B "\n", "okhttp", "trustkit", NULL,
	  "<string>" A "</string>\n\t\t\t\t\t<string>" B "</string>", "" },
	{ "and the pins of the name above", "b.a.com sha256/" A "\n**.a.com sha256/" B "\n", "okhttp", "android-nsc", NULL,
	  "b.a.com</domain>\n    <pin-set>\n      " PIN_A "\n      " PIN_B "\n", "" },
	{ "a name and those below it are one entry", "a.com sha256/" A "\n*.a.com sha256/" B "\n", "okhttp", "android-nsc",
	  NULL, "<domain includeSubdomains=\"true\">a.com</domain>\n    <pin-set>\n      " PIN_A "\n      " PIN_B "\n",
	  "a.com: android-nsc pins BBBBBBBB\xe2\x80\xa6, f does not | names one label below a.com: android-nsc pins "
	  "AAAAAAAA\xe2\x80\xa6, f does not | names deeper below a.com: android-nsc pins it, f does not" },
};

static void test_writes(void)
{
	for (size_t i = 0; i < PL_ARRAY_LEN(writes); i++) {
		char *losses, *got = written(writes[i].text, writes[i].from, writes[i].to, writes[i].host,
					     &losses);

		tap_has(got, writes[i].want, writes[i].name);
		tap_text(losses, writes[i].losses, "with its losses");
		free(losses);
		free(got);
	}
}

/* --- dates as Android reads them (run on OpenJDK 17) -------------------------------------------- */

static void test_dates(void)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{ "2027-03-01", "until 2027-03-01" },	      { "2027-3-1", "until 2027-03-01" },
		{ " 2027-03-01", "until 2027-03-01" },	      { "2027-03-01T12:00", "until 2027-03-01" },
		{ "2027-03-01 or so", "until 2027-03-01" },   { "2028-02-29", "until 2028-02-29" },
		{ "27-03-01", "until 1970-01-01" },	      { "12027-03-01", "until 9999-12-31" },
		{ "2027-02-29", "Invalid expiration date" },  { "2027-02-30", "Invalid expiration date" },
		{ "2027-13-01", "Invalid expiration date" },  { "2027-00-01", "Invalid expiration date" },
		{ "2027/03/01", "Invalid expiration date" },  { "20270301", "Invalid expiration date" },
		{ "", "Invalid expiration date" },	      { "2027-03", "Invalid expiration date" },
		{ "soon", "Invalid expiration date" },	      { "99999999999-01-01", "Invalid expiration date" },
		{ "0-01-01", "Invalid expiration date" },     { "1900-02-29", "Invalid expiration date" },
		{ "1600-02-29", "until 1970-01-01" },
	};

	for (size_t i = 0; i < PL_ARRAY_LEN(rows); i++) {
		char *text = pl_asprintf(NSC("<domain-config><domain>a.com</domain><pin-set expiration=\"%s\"/>"
					     "</domain-config>"), rows[i].text);
		char *got = told("f", text, "android-nsc", false);

		tap_has(got, rows[i].want, rows[i].text);
		free(got);
		free(text);
	}
}

/* Inherited pins count each time: nesting does not go around the limit. */
static void test_limits(void)
{
	struct pl_buf text = PL_BUF_INIT;
	char *got;

	pl_buf_puts(&text, "<network-security-config><domain-config><domain>x</domain><pin-set>");
	for (int i = 0; i < 1000; i++)
		pl_buf_puts(&text, PIN_A);
	pl_buf_puts(&text, "</pin-set>");
	for (int i = 0; i < 1000; i++)
		pl_buf_printf(&text, "<domain-config><domain>x%d</domain></domain-config>", i);
	pl_buf_puts(&text, "</domain-config></network-security-config>");
	got = told("f", pl_buf_str(&text), "android-nsc", false);
	tap_has(got, "more than 10000 pins", "inherited pins are counted");
	free(got);
	pl_buf_clear(&text);
}

int main(void)
{
	reads("android-nsc", nsc, PL_ARRAY_LEN(nsc));
	reads("trustkit-android", trustkit_android, PL_ARRAY_LEN(trustkit_android));
	reads("apple-pinned-domains", apple, PL_ARRAY_LEN(apple));
	reads("trustkit", trustkit, PL_ARRAY_LEN(trustkit));
	test_remarks();
	test_kinds();
	test_round_trips();
	test_writes();
	test_dates();
	test_limits();
	return tap_done();
}
