/* Apple's NSPinnedDomains, in a whole Info.plist or alone. */
#include <config.h>

#include <string.h>

#include "pin/formats/list.h"
#include "pin/formats/names.h"
#include "pin/formats/plists.h"
#include "pin/formats/put.h"
#include "pin/parts.h"
#include "util/text.h"

#define SECURITY "NSAppTransportSecurity"
#define DOMAINS "NSPinnedDomains"
#define SUBDOMAINS "NSIncludesSubdomains"
#define DIGEST "SPKI-SHA256-BASE64"

static const char *const entry_keys[] = { SUBDOMAINS, "NSPinnedLeafIdentities",
					  "NSPinnedCAIdentities" };

static const struct {
	const char *key;
	enum pl_pin_list list;
} lists[] = {
	{ "NSPinnedCAIdentities", PL_LIST_CA },
	{ "NSPinnedLeafIdentities", PL_LIST_LEAF },
};

struct reading {
	struct pl_pinfile *out;
	struct pl_errors *errors;
	const struct pl_doc *doc;
};

/* --- reading (parseNSPinnedDomains) ---------------------------------------------------------- */

/* What is no text under the key is dropped; false beyond a limit. */
static bool read_identity(struct reading *in, size_t rule, const struct pl_node *identity,
			  enum pl_pin_list list)
{
	const struct pl_node *digest = pl_node_get(identity, DIGEST, NULL);
	struct pl_pin *pin;

	if (!digest || digest->kind != PL_NODE_TEXT || !digest->quoted) {
		pl_pinfile_remark(in->out, pl_plists_at(in->out, identity),
				  "an identity without a <string> under " DIGEST " is dropped "
				  "without a word");
		return true;
	}
	pin = pl_pinfile_pin(in->out, rule, "sha256/", digest->text, strlen(digest->text),
			     pl_plists_at(in->out, digest), in->errors);
	if (pin)
		pin->list = list;
	return pin != NULL;
}

/* A list that is there is a requirement, whatever is in it. */
static bool read_list(struct reading *in, size_t rule, const struct pl_node *node,
		      enum pl_pin_list list)
{
	struct pl_rule *to = &in->out->set->rules[rule];
	bool any = false;

	to->leaf_list = to->leaf_list || list == PL_LIST_LEAF;
	to->ca_list = to->ca_list || list == PL_LIST_CA;
	for (size_t i = 0; node->kind == PL_NODE_LIST && i < node->n; i++) {
		any = true;
		if (!read_identity(in, rule, node->items[i], list))
			return false;
	}
	if (!any)
		pl_pinfile_remark(in->out, pl_plists_at(in->out, node),
				  "this list has no identity, and one that is there has to match: "
				  "every connection fails");
	return true;
}

static bool includes_subdomains(struct reading *in, const struct pl_node *entry)
{
	const struct pl_node *flag = pl_node_get(entry, SUBDOMAINS, NULL);

	if (flag && !pl_plist_is_true(flag) && !pl_streq(flag->text, "false"))
		pl_pinfile_remark(in->out, pl_plists_at(in->out, flag),
				  SUBDOMAINS " counts only as <true/>; this is read as no");
	return pl_plist_is_true(flag);
}

static bool read_entry(struct reading *in, const struct pl_node *name, const struct pl_node *entry)
{
	struct pl_pos pos = pl_plists_at(in->out, name);
	size_t rule = pl_pinfile_rule(in->out, pos, in->errors);
	struct pl_rule *to;

	if (rule == SIZE_MAX)
		return false;
	to = &in->out->set->rules[rule];
	pl_rule_cover(to, name->text, includes_subdomains(in, entry));
	to->covers[0].pos = pos;
	pl_name_remark(in->out, pos, name->text, "write the name without it and " SUBDOMAINS
		       ", which is for one label more");
	if (entry->kind != PL_NODE_MAP)
		pl_pinfile_remark(in->out, pos, "this entry is no dictionary, so nothing is pinned "
				  "by it");
	else
		pl_plists_remark_keys(in->out, entry, "iOS", entry_keys,
				      PL_ARRAY_LEN(entry_keys));
	for (size_t i = 0; i < PL_ARRAY_LEN(lists); i++) {
		const struct pl_node *list = pl_node_get(entry, lists[i].key, NULL);

		if (list && !read_list(in, rule, list, lists[i].list))
			return false;
	}
	return true;
}

/* At the top it is looked for in no Info.plist. */
static bool is_misplaced(const struct pl_node *root)
{
	return !pl_node_get(root, SECURITY, NULL) && pl_node_get(root, DOMAINS, NULL) &&
	       (pl_node_get(root, "CFBundleIdentifier", NULL) ||
		pl_node_get(root, "CFBundleExecutable", NULL));
}

/* Where the entries are: in Info.plist, in its security dictionary, or at the top. */
static const struct pl_node *find_domains(struct reading *in, const struct pl_node *root)
{
	const struct pl_node *security = pl_node_get(root, SECURITY, NULL);
	const struct pl_node *domains = pl_node_get(security ? security : root, DOMAINS, NULL);
	const struct pl_node *other = pl_node_get(root, "TSKConfiguration", NULL);

	if (other)
		pl_pinfile_remark(in->out, pl_plists_at(in->out, other),
				  "TSKConfiguration is TrustKit's; read this file as trustkit too");
	if (!domains && pl_plists_holds(root, entry_keys, PL_ARRAY_LEN(entry_keys)))
		return root;
	if (domains && domains->kind == PL_NODE_MAP && !is_misplaced(root))
		return domains;
	pl_doc_error(in->errors, in->doc, domains ? domains->pos : root->pos,
		     !domains		  ? "there is no " DOMAINS " here, in a dictionary " SECURITY
		     : is_misplaced(root) ? "in an Info.plist " DOMAINS " has to stand within " SECURITY
					    "; at the top it pins nothing"
					  : DOMAINS " has to be a dictionary of host names");
	return NULL;
}

static bool read_entries(struct reading *in, const struct pl_node *domains)
{
	if (domains->n == 0)
		pl_pinfile_remark(in->out, pl_plists_at(in->out, domains),
				  DOMAINS " is empty: nothing is pinned");
	for (size_t i = 0; i < domains->n; i++) {
		if (!read_entry(in, domains->keys[i], domains->items[i]))
			return false;
	}
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

static bool looks_like(const char *file, struct pl_bytes text)
{
	(void)file;
	return pl_plists_have(text, DOMAINS) || pl_plists_have(text, "<key>NSPinned");
}

/* --- writing --------------------------------------------------------------------------------- */

static bool has_list(const struct pl_pinset *set, size_t rule, enum pl_pin_list list)
{
	const struct pl_rule *at = &set->rules[rule];

	for (size_t i = 0; i < set->n; i++) {
		if (set->pins[i].rule == rule && pl_pin_list_of(&set->pins[i]) == list)
			return true;
	}
	return list == PL_LIST_LEAF ? at->leaf_list : at->ca_list;
}

static void put_list(const struct pl_pinset *set, size_t rule, size_t list, struct pl_buf *out)
{
	if (!has_list(set, rule, lists[list].list))
		return;
	pl_plists_key(out, 4, lists[list].key);
	pl_plists_tag(out, 4, "<array>");
	for (size_t i = 0; i < set->n; i++) {
		const struct pl_pin *pin = &set->pins[i];

		if (pin->rule != rule || pl_pin_list_of(pin) != lists[list].list)
			continue;
		pl_plists_tag(out, 5, "<dict>");
		pl_plists_key(out, 6, DIGEST);
		pl_plists_text(out, 6, pl_pin_text(pin));
		pl_plists_tag(out, 5, "</dict>");
	}
	pl_plists_tag(out, 4, "</array>");
}

static void put_entry(const struct pl_pinset *set, size_t rule, const struct pl_pattern *name,
		      struct pl_buf *out)
{
	pl_plists_key(out, 3, name->name);
	pl_plists_tag(out, 3, "<dict>");
	if (name->subdomains) {
		pl_plists_key(out, 4, SUBDOMAINS);
		pl_plists_tag(out, 4, "<true/>");
	}
	for (size_t i = 0; i < PL_ARRAY_LEN(lists); i++)
		put_list(set, rule, i, out);
	pl_plists_tag(out, 3, "</dict>");
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	(void)host;
	(void)losses;
	if (!pl_put_once(set, DOMAINS, err))
		return false;
	pl_plists_begin(out);
	pl_plists_key(out, 1, SECURITY);
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

const struct pl_pin_format pl_pin_format_apple_pinned_domains = {
	.name = "apple-pinned-domains",
	.summary = "iOS and macOS: NSPinnedDomains of an Info.plist, in XML",
	.client = "apple-nspinneddomains",
	.source = "Security OSX/sec/Security/SecPolicy.c, parseNSPinnedDomains",
	.names = (const char *const[]){ ".plist", NULL },
	.binary = true, /* the reader of property lists says what to do with a binary one */
	.any_name = true,
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
