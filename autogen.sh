#!/bin/sh
# The way in.
#
#   ./autogen.sh               generates ./configure, as packagers expect
#   ./autogen.sh run [ARGS]    installs what is missing, builds, runs the lab (or `pinlab ARGS`)
#   ./autogen.sh check         the same set-up, then every test
#   ./autogen.sh packages SET  prints the packages of a set (run, check, ci) for this system
#
# Nothing is installed without root or sudo; the command used is printed first.
set -eu

src=$(cd "$(dirname "$0")" && pwd)
build=${PINLAB_BUILD_DIR:-$src/build}
cd "$src"

say() { printf 'pinlab: %s\n' "$*" >&2; }
die() { say "$*"; exit 4; }

# --- packages: one line per need, its name under apt, dnf, pacman, apk, brew ---------
# "-" means that the base of that system has it.
packages_table() {
	cat <<-'TABLE'
	run   autoconf            autoconf         autoconf          autoconf         autoconf
	run   automake            automake         automake          automake         automake
	run   autoconf-archive    autoconf-archive autoconf-archive  autoconf-archive autoconf-archive
	run   gcc                 gcc              gcc               gcc              -
	run   libc6-dev           glibc-devel      -                 musl-dev         -
	run   make                make             make              make             make
	run   pkg-config          pkgconf          pkgconf           pkgconf          pkgconf
	run   libgnutls28-dev     gnutls-devel     gnutls            gnutls-dev       gnutls
	run   libtasn1-6-dev      libtasn1-devel   libtasn1          libtasn1-dev     libtasn1
	run   nettle-dev          nettle-devel     nettle            nettle-dev       nettle
	run   libgmp-dev          gmp-devel        gmp               gmp-dev          gmp
	run   libyaml-dev         libyaml-devel    libyaml           yaml-dev         libyaml
	run   libjansson-dev      jansson-devel    jansson           jansson-dev      jansson
	run   libexpat1-dev       expat-devel      expat             expat-dev        expat
	run   libncurses-dev      ncurses-devel    ncurses           ncurses-dev      ncurses
	check openssl             openssl          openssl           openssl          openssl
	check curl                curl             curl              curl             curl
	check gnutls-bin          gnutls-utils     gnutls            gnutls-utils     gnutls
	check tmux                tmux             tmux              tmux             tmux
	check procps              procps-ng        procps-ng         procps           -
	check faketime            libfaketime      libfaketime       libfaketime      libfaketime
	check wget                wget             wget              wget             wget
	check libnss-wrapper      nss_wrapper      nss-wrapper       nss-wrapper      -
	check python3-urllib3     python3-urllib3  python-urllib3    py3-urllib3      -
	check libokhttp-java      -                -                 -                -
	check default-jdk-headless java-17-openjdk-devel jdk-openjdk openjdk17-jdk    openjdk
	check mandoc              mandoc           mandoc            mandoc           mandoc
	check python3-jsonschema  python3-jsonschema python-jsonschema py3-jsonschema -
	ci    clang               clang            clang             clang            -
	ci    clang-tools         clang-analyzer   clang             clang-analyzer   -
	ci    libclang-rt-dev     compiler-rt      compiler-rt       compiler-rt      -
	ci    valgrind            valgrind         valgrind          valgrind         -
	ci    xz-utils            xz               xz                xz               xz
	TABLE
}

find_manager() {
	column=1
	for manager in apt-get dnf pacman apk brew; do
		column=$((column + 1))
		if command -v "$manager" >/dev/null 2>&1; then
			return 0
		fi
	done
	manager=
	column=0
}

# packages SET: its own needs and those of the sets before it.
packages() {
	case $1 in
	run) sets='run' ;;
	check) sets='run check' ;;
	ci) sets='run check ci' ;;
	*) die "there is no package set '$1'; the sets are run, check and ci" ;;
	esac
	[ "$column" -gt 0 ] || return 0
	packages_table | while read -r set apt dnf pacman apk brew; do
		case " $sets " in *" $set "*) ;; *) continue ;; esac
		case $column in
		2) name=$apt ;; 3) name=$dnf ;; 4) name=$pacman ;; 5) name=$apk ;; *) name=$brew ;;
		esac
		[ "$name" = - ] || printf '%s\n' "$name"
	done | sort -u
}

is_installed() {
	case $manager in
	apt-get) dpkg-query -W -f '${db:Status-Status}\n' "$1" 2>/dev/null | grep -qx installed ;;
	dnf) rpm -q --whatprovides "$1" >/dev/null 2>&1 ;;
	pacman) pacman -Qq "$1" >/dev/null 2>&1 ;;
	apk) apk info -e "$1" >/dev/null 2>&1 ;;
	brew) brew list --formula "$1" >/dev/null 2>&1 ;;
	esac
}

install_packages() {
	case $manager in
	apt-get) command="apt-get install -y --no-install-recommends $*" ;;
	dnf) command="dnf install -y $*" ;;
	pacman) command="pacman -S --needed --noconfirm $*" ;;
	apk) command="apk add $*" ;;
	brew) command="brew install $*" ;;
	esac
	as=
	if [ "$manager" != brew ] && [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null 2>&1 ||
			die "missing packages; as root, run: $command"
		as=sudo
	fi
	say "installing what is missing: ${as:+$as }$command"
	if [ "$manager" = apt-get ]; then
		$as env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 ||
			die "the package lists could not be refreshed; see the lines above"
		as="$as env DEBIAN_FRONTEND=noninteractive"
	fi
	# shellcheck disable=SC2086 # words are meant to split
	$as $command >&2 || die "the packages could not be installed; see the lines above"
}

need_packages() {
	missing=
	for package in $(packages "$1"); do
		is_installed "$package" || missing="$missing $package"
	done
	if [ -z "$manager" ]; then
		say "no apt, dnf, pacman, apk or brew here: install the libraries that README.md names"
		return 0
	fi
	# shellcheck disable=SC2086 # words are meant to split
	[ -z "$missing" ] || install_packages $missing
}

# --- building ---------------------------------------------------------------------------
# Runs a step quietly; on failure its output is shown.
quietly() {
	what=$1
	shift
	if ! "$@" >"$build/log" 2>&1; then
		cat "$build/log" >&2
		die "$what failed; the output above is also in $build/log"
	fi
}

configure_is_stale() {
	[ -x configure ] || return 0
	[ -n "$(find configure.ac Makefile.am src tests certs scenarios docs \
		\( -name configure.ac -o -name Makefile.am -o -name local.mk \) -newer configure | head -n 1)" ]
}

job_count() {
	getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2
}

prepare() {
	mkdir -p "$build"
	if configure_is_stale; then
		say "generating configure"
		quietly "autoreconf" autoreconf -fi
	fi
	cd "$build"
	if [ ! -f config.status ] || [ "$src/configure" -nt config.status ]; then
		say "configuring in $build"
		quietly "configure" "$src/configure" --quiet
	fi
	[ -x pinlab ] || say "building; the first time takes about a minute"
	quietly "make" "${MAKE:-make}" -j"$(job_count)"
}

find_manager
case ${1-} in
'')
	exec autoreconf -fi
	;;
run)
	shift
	need_packages run
	here=$PWD
	prepare
	cd "$here"
	exec "$build/pinlab" "$@"
	;;
check)
	shift
	need_packages check
	prepare
	exec "${MAKE:-make}" -j"$(job_count)" check "$@"
	;;
packages)
	packages "${2-run}"
	;;
install-packages)
	need_packages "${2-run}"
	;;
-h|--help|help)
	sed -n '2,/^set /s/^# \{0,1\}//p' "$src/autogen.sh" | sed '/^set /d'
	;;
*)
	say "unknown word '$1'; the words are run, check and packages (see ./autogen.sh --help)"
	exit 2
	;;
esac
