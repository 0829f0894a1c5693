/* What shall a scenario's variables be, as the command line and the environment say? */
#include <config.h>

#include "cli/settings.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/mem.h"
#include "util/text.h"

#define PREFIX "PINLAB_VAR_"

extern char **environ;

static void add(struct pl_settings *out, const char *text, size_t len, bool from_environment)
{
	*PL_PUSH(out->items, out->n, out->cap) = (struct pl_setting){
		.name = pl_strndup(text, len),
		.value = pl_strdup(text + len + 1),
		.from_environment = from_environment,
	};
}

bool pl_cli_settings(const struct pl_args *args, struct pl_settings *out, struct pl_error *err)
{
	size_t n;
	const char *const *values = pl_args_values(args, "set", &n);

	*out = (struct pl_settings){ 0 };
	out->adoption = pl_args_value(args, "adoption");
	for (char **at = environ; at && *at; at++) {
		const char *text = *at + strlen(PREFIX);

		if (pl_starts_with(*at, PREFIX) && strchr(text, '='))
			add(out, text, strcspn(text, "="), true);
	}
	for (size_t i = 0; i < n; i++) {
		size_t len = strcspn(values[i], "=");

		if (len == 0 || !values[i][len])
			return pl_error_usage(err, "--set takes NAME=VALUE like key=new, not '%s'",
					      values[i]);
		add(out, values[i], len, false);
	}
	return true;
}

void pl_cli_settings_clear(struct pl_settings *settings)
{
	for (size_t i = 0; i < settings->n; i++) {
		free((char *)(uintptr_t)settings->items[i].name);
		free((char *)(uintptr_t)settings->items[i].value);
	}
	free(settings->items);
	*settings = (struct pl_settings){ 0 };
}

/* What cannot be looked at may well have it. */
static bool may_have(const char *file, const char *name)
{
	struct pl_errors errors = PL_ERRORS_INIT;
	struct pl_source *source = NULL;
	struct stat st;
	bool has = true;

	if (stat(file, &st) == 0 && S_ISREG(st.st_mode))
		source = pl_source_open(file, NULL, &errors);
	if (source)
		has = pl_source_has(source, name);
	pl_source_free(source);
	pl_errors_clear(&errors);
	return has;
}

bool pl_cli_check_settings(const struct pl_settings *settings, char *const *files, size_t n,
			   struct pl_error *err)
{
	for (size_t i = 0; i < settings->n; i++) {
		bool found = n == 0 || settings->items[i].from_environment;

		for (size_t k = 0; !found && k < n; k++)
			found = may_have(files[k], settings->items[i].name);
		if (!found)
			return pl_error_usage(err,
					      "--set: no scenario here has a variable '%s'; declare "
					      "it under vars:",
					      settings->items[i].name);
	}
	return true;
}
