/* May this CA issue for that name? */
#include <config.h>

#include "lab/ct.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "lab/event.h"
#include "lab/parts.h"
#include "util/mem.h"
#include "util/text.h"

/* "*.example.test" is asked about as "example.test" (RFC 8659 3). */
static const char *without_star(const char *name)
{
	return pl_starts_with(name, "*.") ? name + 2 : name;
}

static bool is_address(const char *name)
{
	uint8_t addr[16];

	return inet_pton(AF_INET, name, addr) == 1 || inet_pton(AF_INET6, name, addr) == 1;
}

static const struct pl_caa *at_name(const struct pl_ct *ct, const char *name)
{
	for (size_t i = 0; i < ct->n_caa; i++)
		if (strcasecmp(ct->caa[i].name, name) == 0)
			return &ct->caa[i];
	return NULL;
}

/* RFC 8659 3: the name itself, then its parents; the first that has any record decides. */
static const struct pl_caa *climb(const struct pl_ct *ct, const char *name)
{
	for (const char *at = without_star(name); at; at = strchr(at, '.')) {
		const struct pl_caa *found;

		if (*at == '.')
			at++;
		found = at_name(ct, at);
		if (found)
			return found;
	}
	return NULL;
}

static bool names(const char *list, const char *word)
{
	const struct pl_value value = { .text = (char *)list };
	bool found = false;
	char *item;

	for (size_t i = 0; !found && (item = pl_value_item(&value, i)); i++) {
		found = pl_streq(item, word);
		free(item);
	}
	return found;
}

/* Ways of validation that whoever stands on the path to the host can pass. If the CA sees the
 * owner's CAA records at all, DNS answers truly, and so dns-01 is not among them. */
static bool can_validate_on_path(const char *methods)
{
	return !methods || names(methods, "http-01") || names(methods, "tls-alpn-01");
}

/* What the provider answers in the owner's place has none of his parameters. */
static bool allows(const struct pl_caa *caa, const char *operator_, bool wildcard,
		   enum pl_applicant applicant, char **why)
{
	const char *issue = wildcard && caa->issuewild ? caa->issuewild : caa->issue;
	const char *list = caa->served ? caa->served : issue;

	if (!names(list, operator_)) {
		*why = pl_asprintf("the CAA records of %s do not name %s: %s may issue", caa->name,
				   operator_, pl_streq(list, "none") ? "nobody" : list);
		return false;
	}
	if (applicant == PL_APPLICANT_OWNER || caa->served)
		return true;
	if (caa->account)
		*why = pl_asprintf("the CAA records of %s bind issuance to its owner's account "
				   "with %s", caa->name, operator_);
	else if (!can_validate_on_path(caa->methods))
		*why = pl_asprintf("the CAA records of %s allow validation by %s only, which "
				   "nobody on the path can pass", caa->name, caa->methods);
	return !*why;
}

bool pl_caa_allows(const struct pl_world *world, const char *operator_, char *const *host_names,
		   size_t n_names, enum pl_applicant applicant, char **why)
{
	*why = NULL;
	for (size_t i = 0; world->ct && i < n_names; i++) {
		const struct pl_caa *caa =
			is_address(host_names[i]) ? NULL : climb(world->ct, host_names[i]);

		if (caa && !allows(caa, operator_, pl_starts_with(host_names[i], "*."), applicant,
				   why))
			return false;
	}
	return true;
}

struct pl_caa pl_caa_copy(const struct pl_caa *from)
{
	struct pl_caa caa = *from;

	caa.name = pl_strdup(from->name);
	caa.issue = pl_strdup(from->issue);
	caa.issuewild = pl_strdup(from->issuewild);
	caa.methods = pl_strdup(from->methods);
	caa.served = pl_strdup(from->served);
	return caa;
}

void pl_caa_clear(struct pl_caa *caa)
{
	free(caa->name);
	free(caa->issue);
	free(caa->issuewild);
	free(caa->methods);
	free(caa->served);
}

static void drop_kept(struct pl_ct *ct, const char *top)
{
	size_t n = 0;

	for (size_t i = 0; i < ct->n_caa; i++) {
		if (ct->caa[i].kept && pl_name_is_below(ct->caa[i].name, top))
			pl_caa_clear(&ct->caa[i]);
		else
			ct->caa[n++] = ct->caa[i];
	}
	ct->n_caa = n;
}

void pl_change_caa(struct pl_change *change, const struct pl_caa *caa)
{
	struct pl_ct *ct = pl_change_ct(change);
	struct pl_caa own = pl_caa_copy(caa); /* before the record goes whose texts it may share */
	size_t i = 0;

	if (!own.kept)
		drop_kept(ct, own.name);
	while (i < ct->n_caa && strcasecmp(ct->caa[i].name, own.name) != 0)
		i++;
	if (i < ct->n_caa)
		pl_caa_clear(&ct->caa[i]);
	else
		(void)PL_PUSH(ct->caa, ct->n_caa, ct->cap_caa);
	ct->caa[i] = own;
	/* Who could not renew may now. */
	change->authorities_changed = true;
}

bool pl_change_caa_keep(struct pl_change *change, const struct pl_host *host,
			const char *operator_)
{
	bool kept = false;

	for (size_t i = 0; i < host->n_names; i++) {
		const struct pl_caa *caa = climb(change->world->ct, host->names[i]);
		struct pl_caa wider;

		if (!caa || !caa->kept)
			continue;
		kept = true;
		if (names(caa->issue, operator_))
			continue;
		wider = *caa;
		wider.name = pl_strdup(caa->name);
		wider.issue = pl_asprintf("%s, %s", caa->issue, operator_);
		pl_change_caa(change, &wider);
		pl_change_note(change, "the CAA records of %s name %s as well now", wider.name,
			       operator_);
		free(wider.name);
		free(wider.issue);
	}
	return kept;
}

void pl_change_caa_own(struct pl_change *change)
{
	const struct pl_model *model = change->model;

	for (size_t i = 0; i < model->n_hosts; i++) {
		const struct pl_host_def *host = &model->hosts[i];
		const struct pl_authority_def *issuer = pl_model_authority(model, host->issuer);
		const struct pl_operator_def *operator_ =
			issuer ? pl_model_operator(model, issuer->operator_) : NULL;

		for (size_t j = 0; operator_ && j < host->n_names; j++) {
			const char *backup = operator_->backup_operator;
			char *issue = pl_asprintf("%s%s%s", operator_->name, backup ? ", " : "",
						  backup ? backup : "");

			pl_change_caa(change, &(struct pl_caa){
				.name = (char *)without_star(host->names[j]),
				.issue = issue,
				.kept = true,
			});
			free(issue);
		}
	}
}
