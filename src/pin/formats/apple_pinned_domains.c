/* Apple's NSPinnedDomains, in a whole Info.plist or alone. */
#include <config.h>

#include <string.h>

#include "pin/formats/list.h"
#include "pin/formats/names.h"
#include "pin/formats/plists.h"
#include "pin/formats/put.h"
#include "pin/parts.h"

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

/* Which list a digest belongs to cannot be seen from it. */
static bool check_lists(const struct pl_pinset *set, struct pl_error *err)
{
	for (size_t i = 0; i < set->n; i++) {
		if (pl_pin_list_of(&set->pins[i]) == PL_LIST_ANY)
			return pl_error_input(err, set->pins[i].pos,
					      DOMAINS " has one list for the leaf and one for "
					      "authorities, and %.60s does not say where it belongs; "
					      "put it under leaf-pins or ca-pins in a pin file of "
					      "pinlab", set->pins[i].spelling);
	}
	return true;
}

static void lose(const struct pl_pinset *set, size_t rule, struct pl_pin_losses *losses)
{
	bool apart = true;

	pl_put_lose_terms(set, rule,
			  PL_PUT_EXPIRES | PL_PUT_REPORTS | PL_PUT_OVERRIDES | PL_PUT_EXCLUDES,
			  losses);
	for (size_t i = 0; i < set->n; i++)
		apart = apart && (set->pins[i].rule != rule || set->pins[i].list != PL_LIST_ANY);
	if (!apart && has_list(set, rule, PL_LIST_LEAF) && has_list(set, rule, PL_LIST_CA))
		pl_pin_lose(losses, "that one pin of all is enough: here one of each list has to "
			    "match");
}

static void put_list(const struct pl_pinset *set, size_t rule, size_t list, struct pl_buf *out)
{
	char base64[PL_PUT_BASE64];

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
		pl_plists_text(out, 6, pl_put_base64(pin, base64));
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

static bool put_rule(const struct pl_pinset *set, size_t rule, const char *host, struct pl_buf *out,
		     struct pl_pin_losses *losses, struct pl_error *err)
{
	struct pl_put_names names;

	if (!pl_put_names(&set->rules[rule], host, &names, err))
		return false;
	lose(set, rule, losses);
	for (size_t i = 0; i < names.n && !set->rules[rule].excluded; i++)
		put_entry(set, rule, &names.items[i], out);
	return true;
}

static bool write(const struct pl_pinset *set, const char *host, struct pl_buf *out,
		  struct pl_pin_losses *losses, struct pl_error *err)
{
	bool ok = pl_put_check(set, DOMAINS, err) && check_lists(set, err);

	if (!ok)
		return false;
	pl_plists_begin(out);
	pl_plists_key(out, 1, SECURITY);
	pl_plists_tag(out, 1, "<dict>");
	pl_plists_key(out, 2, DOMAINS);
	pl_plists_tag(out, 2, "<dict>");
	for (size_t i = 0; ok && i < set->n_rules; i++)
		ok = !pl_put_has(set, i) || put_rule(set, i, host, out, losses, err);
	pl_plists_tag(out, 2, "</dict>");
	pl_plists_tag(out, 1, "</dict>");
	pl_plists_end(out);
	return ok;
}

const struct pl_pin_format pl_pin_format_apple_pinned_domains = {
	.name = "apple-pinned-domains",
	.summary = "iOS and macOS: NSPinnedDomains of an Info.plist, in XML",
	.client = "apple-nspinneddomains",
	.source = "Security OSX/sec/Security/SecPolicy.c, parseNSPinnedDomains",
	.names = (const char *const[]){ ".plist", NULL },
	.binary = true, /* the reader of property lists says what to do with a binary one */
	.looks_like = looks_like,
	.read = read,
	.write = write,
};
