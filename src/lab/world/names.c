/* Which names may a lab root certify, and what do lab CAs call themselves? */
#include <config.h>

#include "lab/parts.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "util/mem.h"
#include "util/text.h"

/* Names nobody can own: RFC 2606 and RFC 6761. */
static const char *const reserved[] = {
	"test", "example", "invalid", "localhost", "example.com", "example.net", "example.org",
};

static bool has_dns(const struct pl_subtrees *subtrees, const char *name)
{
	for (size_t i = 0; i < subtrees->n_dns; i++) {
		const char *base = subtrees->dns[i];
		size_t len = strlen(name), base_len = strlen(base);

		if (pl_streq(name, base))
			return true;
		if (len > base_len && name[len - base_len - 1] == '.' && pl_ends_with(name, base))
			return true;
	}
	return false;
}

static void add_net(struct pl_subtrees *subtrees, const uint8_t *addr, size_t len, unsigned bits)
{
	struct pl_ip_net *net;

	subtrees->ip = pl_realloc(subtrees->ip, subtrees->n_ip + 1, sizeof(*subtrees->ip));
	net = &subtrees->ip[subtrees->n_ip++];
	*net = (struct pl_ip_net){ .len = len };
	memcpy(net->addr, addr, len);
	for (unsigned i = 0; i < bits; i++)
		net->mask[i / 8] |= (uint8_t)(0x80 >> i % 8);
}

static void add_dns(struct pl_subtrees *subtrees, const char *name)
{
	subtrees->dns = pl_realloc(subtrees->dns, subtrees->n_dns + 1, sizeof(*subtrees->dns));
	subtrees->dns[subtrees->n_dns++] = pl_strdup(name);
}

static void add_name(struct pl_subtrees *subtrees, const char *name)
{
	uint8_t addr[16];

	if (inet_pton(AF_INET, name, addr) == 1) {
		if (addr[0] != 127)
			add_net(subtrees, addr, 4, 32);
		return;
	}
	if (inet_pton(AF_INET6, name, addr) == 1) {
		add_net(subtrees, addr, 16, 128);
		return;
	}
	if (pl_starts_with(name, "*."))
		name += 2;
	if (!has_dns(subtrees, name))
		add_dns(subtrees, name);
}

void pl_lab_subtrees(const struct pl_model *model, struct pl_subtrees *out)
{
	static const uint8_t loopback[16] = { 127 };
	static const uint8_t loopback6[16] = { [15] = 1 };

	*out = (struct pl_subtrees){ 0 };
	for (size_t i = 0; i < PL_ARRAY_LEN(reserved); i++)
		add_dns(out, reserved[i]);
	add_net(out, loopback, 4, 8);
	add_net(out, loopback6, 16, 128);
	for (size_t i = 0; i < model->n_hosts; i++)
		for (size_t j = 0; j < model->hosts[i].n_names; j++)
			add_name(out, model->hosts[i].names[j]);
}

bool pl_lab_may_certify(const struct pl_model *model, const char *name)
{
	struct pl_subtrees subtrees;
	bool may;

	pl_lab_subtrees(model, &subtrees);
	may = has_dns(&subtrees, name);
	pl_lab_subtrees_clear(&subtrees);
	return may;
}

void pl_lab_subtrees_clear(struct pl_subtrees *subtrees)
{
	for (size_t i = 0; i < subtrees->n_dns; i++)
		free(subtrees->dns[i]);
	free(subtrees->dns);
	free(subtrees->ip);
	*subtrees = (struct pl_subtrees){ 0 };
}

/* The end of the element that starts at `at`: a comma that no backslash hides. */
static size_t element_end(const char *text, size_t at)
{
	while (text[at] && text[at] != ',')
		at += text[at] == '\\' && text[at + 1] ? 2 : 1;
	return at;
}

char *pl_lab_subject(const char *real)
{
	struct pl_buf out = PL_BUF_INIT;
	bool has_organisation = false;
	size_t at = 0;

	while (real[at]) {
		size_t start = at + strspn(real + at, " ");
		size_t end = element_end(real, start);
		bool is_organisation = strncmp(real + start, "O=", 2) == 0;

		/* The organisation stands before the name where there was none. */
		if (!has_organisation &&
		    (is_organisation || strncmp(real + start, "CN=", 3) == 0)) {
			pl_buf_printf(&out, "%sO=" PL_LAB_ORGANISATION, out.len ? ", " : "");
			has_organisation = true;
		}
		if (!is_organisation && end > start) {
			pl_buf_puts(&out, out.len ? ", " : "");
			pl_buf_add(&out, real + start, end - start);
		}
		at = real[end] ? end + 1 : end;
	}
	if (!has_organisation)
		pl_buf_printf(&out, "%sO=" PL_LAB_ORGANISATION, out.len ? ", " : "");
	return pl_buf_take(&out);
}
