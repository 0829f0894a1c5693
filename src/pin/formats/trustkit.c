/* TrustKit's configuration for Apple's systems, as a property list. */
#include <config.h>

#include <string.h>

#include "pin/formats/list.h"
#include "pin/formats/names.h"
#include "pin/formats/plists.h"
#include "pin/formats/put.h"
#include "util/text.h"
#include "util/time.h"

#define CONFIGURATION "TSKConfiguration"
#define DOMAINS "TSKPinnedDomains"
#define HASHES "TSKPublicKeyHashes"
#define ENFORCE "TSKEnforcePinning"
#define SUBDOMAINS "TSKIncludeSubdomains"
#define EXPIRES "TSKExpirationDate"
/* The literal lacks the T that its constant has (TSKTrustKitConfig.m). */
#define EXCLUDE "kSKExcludeSubdomainFromParentPolicy"

static const char *const entry_keys[] = {
	HASHES, ENFORCE, SUBDOMAINS, EXPIRES, EXCLUDE,
	"TSKReportUris", "TSKDisableDefaultReportUri", "TSKPublicKeyAlgorithms",
};

static const char *const top_keys[] = {
	DOMAINS, "TSKSwizzleNetworkDelegates", "TSKIgnorePinningForUserDefinedTrustAnchors",
};

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	const struct pl_doc *doc;
};

static struct pl_pos at(const struct reading *in, const struct pl_node *node)
{
	return pl_plists_at(in->out, node);
}

/* --- values as Foundation has them ------------------------------------------------------------ */

/* NSString boolValue: after blanks, a sign and zeroes, whether Y, T or a digit but 0 comes first. */
static bool text_truth(const char *text)
{
	text += strspn(text, " \t\r\n");
	text += *text == '+' || *text == '-';
	text += strspn(text, "0");
	return *text && strchr("YyTt123456789", *text);
}

static bool number_truth(const char *text)
{
	return text[strspn(text, "+-0.")] != '\0';
}

/* What boolValue makes of a value; of none, the default. */
static bool truth(const struct pl_node *node, bool otherwise)
{
	if (!node || node->kind != PL_NODE_TEXT)
		return otherwise;
	if (node->quoted)
		return text_truth(node->text);
	return pl_streq(node->text, "true") ||
	       (!pl_streq(node->text, "false") && number_truth(node->text));
}

/* --- reading (parse_configuration.m) ---------------------------------------------------------- */

static bool read_pin(struct reading *in, size_t rule, const struct pl_node *node)
{
	if (node->kind == PL_NODE_TEXT && node->quoted)
		return pl_pinfile_pin(in->out, rule, "sha256/", node->text, strlen(node->text),
				      at(in, node), in->errors) != NULL;
	pl_rule_fault(&in->out->set->rules[rule], at(in, node),
		      "a pin under " HASHES " is no text, which stops the app");
	return true;
}

static bool read_pins(struct reading *in, size_t rule, const struct pl_node *entry)
{
	const struct pl_node *hashes = pl_node_get(entry, HASHES, NULL);

	if (!hashes)
		return true;
	if (hashes->kind != PL_NODE_LIST) {
		pl_rule_fault(&in->out->set->rules[rule], at(in, hashes),
			      HASHES " is no array, which stops the app");
		return true;
	}
	for (size_t i = 0; i < hashes->n; i++) {
		if (!read_pin(in, rule, hashes->items[i]))
			return false;
	}
	return true;
}

#define DATE_LEN 10 /* of 2027-03-01 */

/* A text that is no date gives none, without a word. */
static void read_end(struct reading *in, struct pl_rule *rule, const struct pl_node *entry)
{
	const struct pl_node *date = pl_node_get(entry, EXPIRES, NULL);
	const char *why;

	if (!date)
		return;
	if (date->kind != PL_NODE_TEXT || !date->quoted) {
		pl_rule_fault(rule, at(in, date), EXPIRES " is no text like 2027-03-01, which stops "
			      "the app");
		return;
	}
	rule->expires_day = strlen(date->text) == DATE_LEN &&
			    pl_time_parse(date->text, &rule->expires, &why);
	if (rule->expires_day)
		return;
	rule->expires = PL_TIME_NONE;
	pl_pinfile_remark(in->out, at(in, date), "\"%.40s\" is no date like 2027-03-01, so these "
			  "pins have no end", date->text);
}

static void remark_reports(struct reading *in, const struct pl_node *entry)
{
	const struct pl_node *key;

	if (pl_node_get(entry, "TSKReportUris", &key))
		pl_pinfile_remark(in->out, at(in, key), "TSKReportUris is not used: no report is "
				  "sent from here");
	if (pl_node_get(entry, "TSKPublicKeyAlgorithms", &key))
		pl_pinfile_remark(in->out, at(in, key), "TSKPublicKeyAlgorithms is obsolete and means "
				  "nothing any more");
}

static void read_exclusion(struct reading *in, struct pl_rule *rule, const struct pl_node *entry)
{
	const struct pl_node *flag = pl_node_get(entry, EXCLUDE, NULL);
	const struct pl_node *misspelt = NULL;

	rule->excluded = truth(flag, false);
	if (rule->excluded && entry->n > 1)
		pl_rule_fault(rule, at(in, flag), EXCLUDE " has to be the only key of its entry");
	if (pl_node_get(entry, "T" EXCLUDE, &misspelt) ||
	    pl_node_get(entry, "TSKExcludeSubdomainFromParentPolicy", &misspelt))
		pl_pinfile_remark(in->out, at(in, misspelt), "in a property list the key is spelled "
				  EXCLUDE "; this one means nothing");
}

/*
 * TrustKit carries a list of public suffixes and stops the app at a name below
 * none of them. What no registry has is known without that list.
 */
static void remark_suffix(struct reading *in, struct pl_pos pos, const char *name)
{
	static const char *const reserved[] = { ".test", ".example", ".invalid", ".localhost",
						".local", ".internal" };
	bool none = !strchr(name, '.');

	for (size_t i = 0; i < PL_ARRAY_LEN(reserved); i++)
		none = none || pl_ends_with(name, reserved[i]);
	if (none)
		pl_pinfile_remark(in->out, pos, "TrustKit refuses %.80s when the app starts, for its "
				  "suffix is no registry's; that is not followed here", name);
}

static void read_terms(struct reading *in, struct pl_rule *rule, const struct pl_node *entry)
{
	rule->report_only = !truth(pl_node_get(entry, ENFORCE, NULL), true);
	read_end(in, rule, entry);
	read_exclusion(in, rule, entry);
	remark_reports(in, entry);
	pl_plists_remark_keys(in->out, entry, "TrustKit", entry_keys, PL_ARRAY_LEN(entry_keys));
}

static bool read_entry(struct reading *in, const struct pl_node *name, const struct pl_node *entry)
{
	struct pl_pos pos = at(in, name);
	size_t index = pl_pinfile_rule(in->out, pos, in->errors);
	struct pl_rule *rule;

	if (index == SIZE_MAX)
		return false;
	rule = &in->out->set->rules[index];
	pl_rule_cover(rule, name->text, truth(pl_node_get(entry, SUBDOMAINS, NULL), false));
	rule->covers[0].pos = pos;
	pl_name_remark(in->out, pos, name->text, "write the name without it and " SUBDOMAINS);
	remark_suffix(in, pos, name->text);
	if (entry->kind != PL_NODE_MAP) {
		pl_rule_fault(rule, pos, "the policy of %.60s is no dictionary, which stops the app",
			      name->text);
		return true;
	}
	read_terms(in, rule, entry);
	return read_pins(in, index, entry);
}

static bool has_parent(const struct pl_pinset *set, const char *name)
{
	for (size_t i = 1; i < set->n_rules; i++) {
		const struct pl_pattern *over = &set->rules[i].covers[0];
		size_t len = strlen(name), tail = strlen(over->name);

		if (over->subdomains && !set->rules[i].excluded && len > tail + 1 &&
		    name[len - tail - 1] == '.' && strcmp(name + len - tail, over->name) == 0)
			return true;
	}
	return false;
}

static void check_exclusions(struct pl_pinset *set)
{
	for (size_t i = 1; i < set->n_rules; i++) {
		struct pl_rule *rule = &set->rules[i];

		if (rule->excluded && !has_parent(set, rule->covers[0].name))
			pl_rule_fault(rule, rule->pos, "%.60s is excluded from a parent's policy, and no "
				      "entry above it includes subdomains", rule->covers[0].name);
	}
}

/* The configuration in Info.plist, or at the top; NULL with its domains alone. */
static const struct pl_node *find_top(struct reading *in, const struct pl_node *root)
{
	const struct pl_node *top = pl_node_get(root, CONFIGURATION, NULL);
	const struct pl_node *other = pl_node_get(root, "NSAppTransportSecurity", NULL);
	const struct pl_node *pinned = other ? pl_node_get(other, "NSPinnedDomains", NULL) : NULL;

	if (pinned)
		pl_pinfile_remark(in->out, at(in, pinned), "NSPinnedDomains is the system's; read this "
				  "file as apple-pinned-domains too");
	if (!top && pl_plists_holds(root, entry_keys, PL_ARRAY_LEN(entry_keys)))
		return NULL;
	return top ? top : root;
}

static void read_top(struct reading *in, const struct pl_node *top)
{
	const struct pl_node *key;

	/* In a whole Info.plist without TSKConfiguration every key would be unknown. */
	if (pl_node_get(top, DOMAINS, NULL))
		pl_plists_remark_keys(in->out, top, "TrustKit", top_keys, PL_ARRAY_LEN(top_keys));
	if (pl_node_get(top, "TSKIgnorePinningForUserDefinedTrustAnchors", &key))
		pl_pinfile_remark(in->out, at(in, key), "TSKIgnorePinningForUserDefinedTrustAnchors "
				  "counts on macOS only; this is read for iOS");
}

static const struct pl_node *find_domains(struct reading *in, const struct pl_node *root)
{
	const struct pl_node *top = find_top(in, root), *domains;

	if (!top)
		return root;
	read_top(in, top);
	domains = pl_node_get(top, DOMAINS, NULL);
	if (domains && domains->kind == PL_NODE_MAP)
		return domains;
	pl_doc_error(in->errors, in->doc, domains ? domains->pos : top->pos,
		     domains ? DOMAINS " has to be a dictionary of host names"
			     : "there is no " DOMAINS " here, in a dictionary " CONFIGURATION);
	return NULL;
}

static bool read_entries(struct reading *in, const struct pl_node *domains)
{
	if (domains->n == 0)
		pl_rule_fault(&in->out->set->rules[0], at(in, domains),
			      "TrustKit was initialized with no pinned domains");
	for (size_t i = 0; i < domains->n; i++) {
		if (!read_entry(in, domains->keys[i], domains->items[i]))
			return false;
	}
	check_exclusions(in->out->set);
	return true;
}

static bool read(struct pl_pinfile *out, struct pl_bytes text, struct pl_errors *errors)
{
	struct reading in = { .out = out, .errors = errors };
	struct pl_doc *doc = pl_plist_parse(out->file, text, errors);
	const struct pl_node *domains;
	bool ok;

	if (!doc)
		return false;
	in.doc = doc;
	domains = find_domains(&in, pl_doc_root(doc));
	ok = domains && read_entries(&in, domains);
	pl_doc_free(doc);
	return ok;
}

/* A binary list is told by the format before this one. */
static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return pl_plists_have(text, DOMAINS) || pl_plists_have(text, "<key>" HASHES);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void put_flag(struct pl_buf *out, const char *key, bool value)
{
	pl_plists_key(out, 4, key);
	pl_plists_tag(out, 4, value ? "<true/>" : "<false/>");
}

static void put_pins(const struct pl_pinset *set, size_t rule, struct pl_buf *out)
{
	pl_plists_key(out, 4, HASHES);
	pl_plists_tag(out, 4, "<array>");
	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule)
			pl_plists_text(out, 5, pl_pin_text(&set->pins[i]));
	}
	pl_plists_tag(out, 4, "</array>");
}

static void put_entry(const struct pl_pinset *set, size_t index, const struct pl_pattern *name,
		      struct pl_buf *out)
{
	const struct pl_rule *rule = &set->rules[index];
	char date[PL_TIME_TEXT];

	pl_plists_key(out, 3, name->name);
	pl_plists_tag(out, 3, "<dict>");
	if (rule->excluded) {
		put_flag(out, EXCLUDE, true);
		pl_plists_tag(out, 3, "</dict>");
		return;
	}
	put_flag(out, ENFORCE, !rule->report_only);
	put_flag(out, SUBDOMAINS, name->subdomains);
	if (rule->expires != PL_TIME_NONE) {
		pl_plists_key(out, 4, EXPIRES);
		pl_plists_text(out, 4, pl_time_format_short(rule->expires, date));
	}
	put_pins(set, index, out);
	pl_plists_tag(out, 3, "</dict>");
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	if (!pl_put_once(set, "a configuration of TrustKit", err))
		return false;
	pl_plists_begin(out);
	pl_plists_key(out, 1, CONFIGURATION);
	pl_plists_tag(out, 1, "<dict>");
	pl_plists_key(out, 2, DOMAINS);
	pl_plists_tag(out, 2, "<dict>");
	for (size_t i = 0; i < set->n_rules; i++) {
		for (size_t j = 0; j < set->rules[i].n_covers; j++)
			put_entry(set, i, &set->rules[i].covers[j], out);
	}
	pl_plists_tag(out, 2, "</dict>");
	pl_plists_tag(out, 1, "</dict>");
	pl_plists_end(out);
	return true;
}

const struct pl_pin_format pl_pin_format_trustkit = {
	.name = "trustkit",
	.summary = "TrustKit on iOS and macOS: TSKConfiguration of an Info.plist, in XML",
	.client = "trustkit-ios",
	.source = "TrustKit parse_configuration.m, TSKTrustKitConfig.m",
	.binary = true,
	.any_name = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
