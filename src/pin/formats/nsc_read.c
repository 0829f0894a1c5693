/*
 * What does a Network Security Configuration pin? Follows XmlConfigSource of
 * frameworks/base (android/security/net/config): which elements may stand
 * where, what is inherited, and the words in which a file is refused.
 */
#include <config.h>

#include <string.h>
#include <strings.h>

#include "data/xml.h"
#include "pin/formats/java_date.h"
#include "pin/formats/names.h"
#include "pin/formats/nsc.h"
#include "util/text.h"
#include "util/time.h"

enum config { CONFIG_BASE, CONFIG_DOMAIN, CONFIG_DEBUG };

static const char *const config_words[] = {
	[CONFIG_BASE] = "base-config",
	[CONFIG_DOMAIN] = "domain-config",
	[CONFIG_DEBUG] = "debug-overrides",
};

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	size_t before; /* errors of others */
	bool trustkit;
};

/* What an entry has of its own or from the one around it. */
struct scope {
	const struct pl_xml_element *pin_set, *anchors, *trustkit;
	bool subdomains; /* TrustKit: of the last name */
};

/* An entry on its way. */
struct entry {
	struct reading *in;
	enum config config;
	size_t rule;
	struct scope scope;
	bool pin_set, anchors; /* has its own */
};

static bool is(const struct pl_xml_element *element, const char *name)
{
	return strcmp(element->name, name) == 0;
}

static bool failed(const struct reading *in)
{
	return in->errors->n + in->errors->dropped > in->before;
}

static struct pl_rule *rule_of(const struct entry *entry)
{
	return &entry->in->out->set->rules[entry->rule];
}

static struct pl_pos place(const struct reading *in, struct pl_pos pos)
{
	return pl_pinfile_at(in->out, pos.line, pos.column);
}

/* A build that is not debuggable skips debug-overrides without a look. */
static void fault(struct entry *entry, struct pl_pos pos, const char *text, const char *about)
{
	pos = place(entry->in, pos);
	if (entry->config == CONFIG_DEBUG)
		pl_pinfile_remark(entry->in->out, pos,
				  "a debuggable build refuses the whole file: %s%.80s", text, about);
	else
		pl_rule_fault(rule_of(entry), pos, "%s%.80s", text, about);
}

static void remark_element(const struct reading *in, const struct pl_xml_element *element)
{
	static const char *const known[] = {
		"base-config", "domain-config", "debug-overrides", "domain", "trust-anchors",
		"certificates", "pin-set", "pin", "trustkit-config", "report-uri",
	};
	const char *near = pl_nearest(element->name, known, PL_ARRAY_LEN(known));

	if (is(element, "certificateTransparency")) {
		pl_pinfile_remark(in->out, place(in, element->pos),
				  "certificateTransparency is no matter of pins and not read");
		return;
	}
	if (near && strcmp(near, element->name) == 0)
		pl_pinfile_remark(in->out, place(in, element->pos),
				  "<%.60s> means nothing here, and Android passes over it without "
				  "a word", element->name);
	else
		pl_pinfile_remark(in->out, place(in, element->pos),
				  "Android does not know <%.60s> and passes over it without a "
				  "word%s%s%s", element->name, near ? "; did you mean <" : "",
				  near ? near : "", near ? ">?" : "");
}

/* Attributes with a prefix are for other tools. */
static void remark_attributes(const struct reading *in, const struct pl_xml_element *element,
			      const char *const *known, size_t n)
{
	for (size_t i = 0; i < element->n_attributes; i++) {
		const char *name = element->attributes[i].name;
		const char *near = pl_nearest(name, known, n);

		if (strchr(name, ':') || strcmp(name, "xmlns") == 0 ||
		    (near && strcmp(near, name) == 0))
			continue;
		pl_pinfile_remark(in->out, place(in, element->pos),
				  "Android does not know the attribute %.60s of <%.60s> and passes "
				  "over it without a word%s%s%s", name, element->name,
				  near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
	}
}

/*
 * aapt makes a boolean of true, True and TRUE, and an integer of a number, of
 * which any but 0 is true (getAttributeBooleanValue); of another text comes
 * the default.
 */
static bool truth(const char *text, bool otherwise)
{
	static const char *const yes[] = { "true", "True", "TRUE" };
	static const char *const no[] = { "false", "False", "FALSE" };

	for (size_t i = 0; text && i < PL_ARRAY_LEN(yes); i++) {
		if (strcmp(text, yes[i]) == 0 || strcmp(text, no[i]) == 0)
			return strcmp(text, yes[i]) == 0;
	}
	if (!text || !*text || text[strspn(text, "0123456789")])
		return otherwise;
	return text[strspn(text, "0")] != '\0';
}

/* --- names ------------------------------------------------------------------------------- */

static void read_domain(struct entry *entry, const struct pl_xml_element *domain)
{
	static const char *const known[] = { "includeSubdomains" };
	const char *flag = pl_xml_attribute(domain, "includeSubdomains");
	bool inherited = entry->in->trustkit && entry->scope.subdomains;
	struct pl_pos pos = place(entry->in, domain->text_pos);
	struct pl_rule *rule = rule_of(entry);
	struct pl_buf name = PL_BUF_INIT;

	remark_attributes(entry->in, domain, known, PL_ARRAY_LEN(known));
	pl_name_trim(domain->text, &name);
	if (name.len == 0)
		fault(entry, domain->pos, "Domain name missing", "");
	else if (domain->first)
		fault(entry, domain->first->pos, "domain contains additional elements", "");
	if (entry->in->trustkit && rule->n_covers > 0)
		pl_pinfile_remark(entry->in->out, rule->covers[rule->n_covers - 1].pos,
				  "TrustKit keeps only the last name of a domain-config, and this is "
				  "not it; write a domain-config for each");
	entry->scope.subdomains = truth(flag, inherited);
	pl_rule_cover(rule, pl_buf_str(&name), entry->scope.subdomains);
	rule->covers[rule->n_covers - 1].pos = pos;
	pl_name_remark(entry->in->out, pos, pl_buf_str(&name),
		       "write the name without it and includeSubdomains=\"true\"");
	pl_buf_clear(&name);
}

/* --- anchors ----------------------------------------------------------------------------- */

enum source { SOURCE_SYSTEM, SOURCE_USER, SOURCE_WFA, SOURCE_RAW, SOURCE_UNKNOWN };

static enum source source_of(const char *src)
{
	if (strcmp(src, "system") == 0)
		return SOURCE_SYSTEM;
	if (strcmp(src, "user") == 0)
		return SOURCE_USER;
	if (strcmp(src, "wfa") == 0)
		return SOURCE_WFA;
	return *src == '@' ? SOURCE_RAW : SOURCE_UNKNOWN;
}

static bool overrides(const struct pl_xml_element *certificates)
{
	return truth(pl_xml_attribute(certificates, "overridePins"), false);
}

static void remark_raw(const struct entry *entry, const struct pl_xml_element *certificates,
		       const char *src)
{
	pl_pinfile_remark(entry->in->out, place(entry->in, certificates->pos),
			  "the certificates of %.80s are not read from here%s; where they are "
			  "anchors, give them as well", src,
			  overrides(certificates) ? ", and below them the pins do not count" : "");
}

static void read_certificates(struct entry *entry, const struct pl_xml_element *certificates)
{
	static const char *const known[] = { "src", "overridePins" };
	const char *src = pl_xml_attribute(certificates, "src");

	remark_attributes(entry->in, certificates, known, PL_ARRAY_LEN(known));
	if (!src)
		fault(entry, certificates->pos, "certificates element missing src attribute", "");
	else if (source_of(src) == SOURCE_UNKNOWN)
		fault(entry, certificates->pos,
		      "Unknown certificates src. Should be one of system|user|@resourceVal: ", src);
	else if (source_of(src) == SOURCE_RAW)
		remark_raw(entry, certificates, src);
}

static void read_anchors(struct entry *entry, const struct pl_xml_element *anchors)
{
	bool system = false, raw = false;

	if (entry->anchors) {
		fault(entry, anchors->pos, "Multiple trust-anchor elements not allowed", "");
		return;
	}
	entry->anchors = true;
	entry->scope.anchors = anchors;
	for (const struct pl_xml_element *at = anchors->first; at; at = at->next) {
		const char *src = pl_xml_attribute(at, "src");

		system = system || (src && source_of(src) == SOURCE_SYSTEM);
		raw = raw || (src && source_of(src) == SOURCE_RAW);
		if (is(at, "certificates"))
			read_certificates(entry, at);
		else
			remark_element(entry->in, at);
	}
	if (system || entry->config == CONFIG_DEBUG)
		return;
	pl_pinfile_remark(entry->in->out, place(entry->in, anchors->pos),
			  "the device's own store is not among these anchors, so a chain that ends in "
			  "one of its roots is refused whatever its pins%s",
			  raw ? "; as the certificates of @raw are not read, that is not followed" : "");
}

/* What the entry's anchors, its own or inherited, mean for its pins. */
static void apply_anchors(struct entry *entry)
{
	const struct pl_xml_element *anchors = entry->scope.anchors;
	struct pl_rule *rule = rule_of(entry);

	if (!anchors)
		return;
	rule->no_system_cas = true;
	for (const struct pl_xml_element *at = anchors->first; at; at = at->next) {
		const char *src = pl_xml_attribute(at, "src");
		enum source source;

		if (!is(at, "certificates") || !src)
			continue;
		source = source_of(src);
		rule->user_cas = rule->user_cas || source == SOURCE_USER;
		rule->override_user_cas = rule->override_user_cas ||
					  (source == SOURCE_USER && overrides(at));
		rule->override_system_cas = rule->override_system_cas ||
					    (source == SOURCE_SYSTEM && overrides(at));
		/* what a resource holds may be a root of the store as well */
		if (source == SOURCE_SYSTEM || source == SOURCE_RAW)
			rule->no_system_cas = false;
	}
}

/* --- pins -------------------------------------------------------------------------------- */

/* TrustKit asks for the letters as they stand, the platform (Pin.isSupportedDigestAlgorithm) does
 * not. */
static void check_digest(struct entry *entry, const struct pl_xml_element *pin)
{
	const char *digest = pl_xml_attribute(pin, "digest");
	const char *shown = digest ? digest : "null";

	if (!digest || strcasecmp(digest, "SHA-256") != 0)
		fault(entry, pin->pos, "Unsupported pin digest algorithm: ", shown);
	else if (entry->in->trustkit && strcmp(digest, "SHA-256") != 0)
		fault(entry, pin->pos, "Unexpected digest value: ", shown);
}

static const char *prefix_of(const struct pl_xml_element *pin)
{
	const char *digest = pl_xml_attribute(pin, "digest");

	return digest && strcasecmp(digest, "SHA-1") == 0 ? "sha1/" : "sha256/";
}

static bool read_pin(struct entry *entry, const struct pl_xml_element *pin)
{
	struct pl_buf text = PL_BUF_INIT;
	struct pl_pin *kept;

	pl_name_trim(pin->text, &text);
	check_digest(entry, pin);
	if (text.len == 0)
		fault(entry, pin->pos, "Missing pin digest", "");
	else if (pin->first)
		fault(entry, pin->first->pos, "pin contains additional elements", "");
	kept = pl_pinfile_pin(entry->in->out, entry->rule, prefix_of(pin), pl_buf_str(&text),
			      text.len, place(entry->in, pin->text_pos), entry->in->errors);
	pl_buf_clear(&text);
	return kept != NULL;
}

static void read_end(struct entry *entry, const struct pl_xml_element *pin_set)
{
	const char *text = pl_xml_attribute(pin_set, "expiration");
	struct pl_rule *rule = rule_of(entry);
	int year;

	if (!text)
		return;
	if (!pl_java_date(text, &rule->expires, &year)) {
		fault(entry, pin_set->pos, "Invalid expiration date in pin-set: ", text);
		rule->expires = PL_TIME_NONE;
		return;
	}
	rule->expires_day = true;
	if (year < 1970 && entry->pin_set)
		pl_pinfile_remark(entry->in->out, place(entry->in, pin_set->pos),
				  "the expiration is in the year %d, so these pins are enforced "
				  "never", year);
}

/* Its own, or those of the entry around it. */
static void apply_pins(struct entry *entry)
{
	static const char *const set_known[] = { "expiration" };
	static const char *const pin_known[] = { "digest" };
	const struct pl_xml_element *pin_set = entry->scope.pin_set;

	if (!pin_set)
		return;
	if (entry->pin_set)
		remark_attributes(entry->in, pin_set, set_known, PL_ARRAY_LEN(set_known));
	read_end(entry, pin_set);
	for (const struct pl_xml_element *at = pin_set->first; at; at = at->next) {
		if (entry->pin_set && is(at, "pin"))
			remark_attributes(entry->in, at, pin_known, PL_ARRAY_LEN(pin_known));
		else if (entry->pin_set)
			remark_element(entry->in, at);
		if (is(at, "pin") && !read_pin(entry, at))
			return;
	}
}

static void take_pin_set(struct entry *entry, const struct pl_xml_element *pin_set)
{
	if (entry->config != CONFIG_DOMAIN) {
		fault(entry, pin_set->pos, "pin-set element not allowed in ",
		      config_words[entry->config]);
		return;
	}
	if (entry->pin_set) {
		fault(entry, pin_set->pos, "Multiple pin-set elements not allowed", "");
		return;
	}
	entry->pin_set = true;
	entry->scope.pin_set = pin_set;
}

/* --- TrustKit ---------------------------------------------------------------------------- */

static void take_trustkit(struct entry *entry, const struct pl_xml_element *trustkit)
{
	static const char *const known[] = { "enforcePinning", "disableDefaultReportUri" };

	if (!entry->in->trustkit || entry->config != CONFIG_DOMAIN) {
		remark_element(entry->in, trustkit);
		return;
	}
	remark_attributes(entry->in, trustkit, known, PL_ARRAY_LEN(known));
	entry->scope.trustkit = trustkit;
	for (const struct pl_xml_element *at = trustkit->first; at; at = at->next) {
		if (is(at, "report-uri"))
			pl_pinfile_remark(entry->in->out, place(entry->in, at->pos),
					  "report-uri is not used: no report is sent from here");
		else
			remark_element(entry->in, at);
	}
}

/* What is not said is not enforced (TrustKitConfigurationParser). */
static void apply_trustkit(struct entry *entry)
{
	const struct pl_xml_element *trustkit = entry->scope.trustkit;

	if (entry->in->trustkit)
		rule_of(entry)->report_only =
			!trustkit || !truth(pl_xml_attribute(trustkit, "enforcePinning"), false);
}

/* --- entries ----------------------------------------------------------------------------- */

static void read_attributes(const struct entry *entry, const struct pl_xml_element *config)
{
	static const char *const known[] = { "cleartextTrafficPermitted", "hstsEnforced" };

	remark_attributes(entry->in, config, known, PL_ARRAY_LEN(known));
	if (truth(pl_xml_attribute(config, "cleartextTrafficPermitted"), false))
		pl_pinfile_remark(entry->in->out, place(entry->in, config->pos),
				  "connections without TLS are permitted here, and no pin counts for "
				  "them");
}

static void read_child(struct entry *entry, const struct pl_xml_element *child)
{
	if (is(child, "domain") && entry->config == CONFIG_DOMAIN)
		read_domain(entry, child);
	else if (is(child, "domain"))
		fault(entry, child->pos, "domain element not allowed in ",
		      config_words[entry->config]);
	else if (is(child, "trust-anchors"))
		read_anchors(entry, child);
	else if (is(child, "pin-set"))
		take_pin_set(entry, child);
	else if (is(child, "trustkit-config"))
		take_trustkit(entry, child);
	else if (is(child, "domain-config") && entry->config != CONFIG_DOMAIN)
		fault(entry, child->pos, "Nested domain-config not allowed in ",
		      config_words[entry->config]);
	else if (!is(child, "domain-config"))
		remark_element(entry->in, child);
}

/* Everything of its own first: what is inherited does not depend on the order in the file. */
static void read_domain_config(struct reading *in, const struct pl_xml_element *config,
			       const struct scope *outer)
{
	struct entry entry = { .in = in, .config = CONFIG_DOMAIN, .scope = *outer };

	entry.rule = pl_pinfile_rule(in->out, place(in, config->pos), in->errors);
	if (entry.rule == SIZE_MAX)
		return;
	read_attributes(&entry, config);
	for (const struct pl_xml_element *at = config->first; at; at = at->next)
		read_child(&entry, at);
	if (rule_of(&entry)->n_covers == 0)
		fault(&entry, config->pos, "No domain elements in domain-config", "");
	apply_anchors(&entry);
	apply_pins(&entry);
	apply_trustkit(&entry);
	for (const struct pl_xml_element *at = config->first; at && !failed(in); at = at->next) {
		if (is(at, "domain-config"))
			read_domain_config(in, at, &entry.scope);
	}
}

/* Yields the anchors that entries inherit. */
static struct scope read_base(struct reading *in, const struct pl_xml_element *config)
{
	struct entry entry = { .in = in, .config = CONFIG_BASE };

	read_attributes(&entry, config);
	for (const struct pl_xml_element *at = config->first; at; at = at->next)
		read_child(&entry, at);
	apply_anchors(&entry);
	return entry.scope;
}

static void read_debug(struct reading *in, const struct pl_xml_element *config)
{
	struct entry entry = { .in = in, .config = CONFIG_DEBUG };

	for (const struct pl_xml_element *at = config->first; at; at = at->next)
		read_child(&entry, at);
	if (entry.anchors)
		pl_pinfile_remark(in->out, place(in, config->pos),
				  "debug-overrides counts in debuggable builds only; the client "
				  "android-nsc-debug is one whose roots of the user override pins");
}

/* What may be there once; yields the scope around all entries. */
static struct scope read_singles(struct reading *in, const struct pl_xml_element *root)
{
	struct entry file = { .in = in, .config = CONFIG_BASE };
	const struct pl_xml_element *base = NULL, *debug = NULL;
	struct scope scope = { 0 };

	for (const struct pl_xml_element *at = root->first; at; at = at->next) {
		if (is(at, "base-config") && base) {
			fault(&file, at->pos, "Only one base-config allowed", "");
		} else if (is(at, "base-config")) {
			base = at;
			scope = read_base(in, at);
		} else if (is(at, "debug-overrides") && debug) {
			fault(&file, at->pos, "Only one debug-overrides allowed", "");
		} else if (is(at, "debug-overrides")) {
			debug = at;
			read_debug(in, at);
		} else if (!is(at, "domain-config")) {
			remark_element(in, at);
		}
	}
	return scope;
}

static bool read_root(struct reading *in, const struct pl_doc *doc,
		      const struct pl_xml_element *root)
{
	struct scope scope;

	if (!is(root, "network-security-config")) {
		pl_doc_error(in->errors, doc, root->pos,
			     "a Network Security Configuration begins with "
			     "<network-security-config>, and this is <%.60s>", root->name);
		return false;
	}
	scope = read_singles(in, root);
	for (const struct pl_xml_element *at = root->first; at && !failed(in); at = at->next) {
		if (is(at, "domain-config"))
			read_domain_config(in, at, &scope);
	}
	return !failed(in);
}

bool pl_nsc_read(struct pl_pinfile *out, struct pl_bytes text, bool trustkit,
		 struct pl_errors *errors)
{
	struct reading in = { out, errors, errors->n + errors->dropped, trustkit };
	const struct pl_xml_element *root;
	struct pl_doc *doc = pl_xml_parse(out->file, text, &root, errors);
	bool ok;

	if (!doc)
		return false;
	ok = read_root(&in, doc, root);
	pl_doc_free(doc);
	return ok;
}

bool pl_nsc_is(struct pl_bytes text)
{
	bool compiled = text.len >= 4 && memcmp(text.data, "\x03\0\x08\0", 4) == 0;

	return compiled || strstr((const char *)text.data, "<network-security-config");
}

bool pl_nsc_has_trustkit(struct pl_bytes text)
{
	return strstr((const char *)text.data, "<trustkit-config") != NULL;
}
