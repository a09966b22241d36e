# The few commands one types; everything behind them is in CMakePresets.json and scripts/.
PREFIX ?= /usr/local
release := build/release
SCALE ?= small
fuzz_targets := series_argument_fuzz raster_file_fuzz inventory_fuzz safe_xml_fuzz npy_fuzz safetensors_fuzz \
  keras_layers_fuzz event_file_fuzz

.PHONY: help demo build test test-clients sanitize soak bench paper fuzz lint format install chroot-test clean
.DEFAULT_GOAL := help

help:
	@echo 'make demo           build scarp and map a simulated event into demo/'
	@echo 'make build          build scarp into $(release)/bin'
	@echo 'make install        install it under PREFIX=$(PREFIX)'
	@echo 'make test           build and run all tests'
	@echo 'make sanitize       the same with the sanitizers of addresses, undefined behaviour and threads'
	@echo 'make soak           kill long commands 200 times, run them again, compare the bytes'
	@echo 'make test-clients   open what scarp writes with the programs of others'
	@echo 'make bench          build and run the benchmarks'
	@echo 'make paper          run the paper'"'"'s experiment on a simulated event, SCALE=small, into paper/'
	@echo 'make fuzz           feed random input to the readers, FUZZ_SECONDS=60 of a processor for each'
	@echo 'make lint           formatting, clang-tidy and shellcheck; make format mends the first'
	@echo 'make chroot-test    make demo and make test on a bare Debian 12 (needs root)'
	@echo 'make clean          remove build/ and demo/'

# Needs no test framework and no libtorch: without training. Keeps both switched on where
# `make test` did so.
build:
	@scripts/install-deps.sh build
	@test -e $(release)/build.ninja || cmake --preset release -DSCARP_TESTS=OFF -DSCARP_TORCH=OFF >/dev/null
	@scripts/build.sh $(release) --target scarp

demo: build
	@scripts/demo.sh $(release)/bin/scarp

test:
	@scripts/install-deps.sh build test torch
	@cmake --preset release -DSCARP_TESTS=ON -DSCARP_TORCH=ON >/dev/null
	@scripts/build.sh $(release)
	@scripts/run-tests.sh $(release)

sanitize:
	@scripts/install-deps.sh build test
	@cmake --preset debug >/dev/null
	@scripts/build.sh build/debug
	@scripts/run-tests.sh build/debug
	@cmake --preset threads >/dev/null
	@scripts/build.sh build/threads
	@scripts/run-tests.sh build/threads --exclude-regex '^exchange'

soak:
	@scripts/install-deps.sh build test torch
	@cmake --preset release -DSCARP_TESTS=ON -DSCARP_TORCH=ON >/dev/null
	@scripts/build.sh $(release)
	@tests/soak/soak.py

test-clients:
	@scripts/install-deps.sh build clients
	@scripts/run-client-tests.sh

bench:
	@scripts/install-deps.sh build
	@cmake --preset bench -DSCARP_TESTS=OFF -DSCARP_TORCH=OFF >/dev/null
	@scripts/build.sh build/bench
	@for program in build/bench/bin/*_bench; do "$$program" || exit 1; done

fuzz:
	@scripts/install-deps.sh build fuzz
	@cmake --preset fuzz >/dev/null
	@scripts/build.sh build/fuzz --target $(fuzz_targets)
	@scripts/fuzz.sh build/fuzz

paper:
	@scripts/install-deps.sh build torch
	@cmake --preset release -DSCARP_TORCH=ON $(if $(wildcard $(release)/build.ninja),,-DSCARP_TESTS=OFF) >/dev/null
	@scripts/build.sh $(release) --target scarp scarp-torch
	@bench/paper/paper.py --scarp $(release)/bin/scarp --out paper --scale $(SCALE) $(PAPER_OPTIONS)

# Compiles first: the compiler knows what each file includes, so that only what changed is checked.
lint:
	@scripts/install-deps.sh build test torch lint
	@cmake --preset release -DSCARP_TESTS=ON -DSCARP_TORCH=ON >/dev/null
	@scripts/build.sh $(release)
	@scripts/lint.sh $(release)

format:
	@scripts/install-deps.sh lint
	@git ls-files -co --exclude-standard '*.h' '*.cpp' | xargs -r clang-format-19 -i

install: build
	@cmake --install $(release) --prefix '$(PREFIX)' >/dev/null

chroot-test:
	@scripts/install-deps.sh chroot
	@scripts/bare-chroot.sh demo test

clean:
	@rm -rf build demo
