# Two targets for users: `make demo` and `make test`. The others are for developers.
.PHONY: demo test build lint cpp-test python-test package-test wheel wheel-test sanitize fuzz bench docs format setup clean
python := .venv/bin/python
gastwin := .venv/bin/gastwin
demo_dir := demo

demo: build
	$(gastwin) synth --households 20000 --seed 7 --defects -o $(demo_dir)/district
	$(gastwin) assess $(demo_dir)/district/survey $(demo_dir)/district/registers -o $(demo_dir)/result

test: build lint cpp-test python-test package-test

setup:
	@tools/setup.sh

# One build serves all: the wheel's own CMake build, with the C++ tests switched on.
build: setup
	$(python) -m pip install -q --no-build-isolation --no-deps . \
	    -C build-dir=build/python -C cmake.define.GASTWIN_TESTS=ON -C cmake.build-type=Release

lint: build
	clang-format --dry-run -Werror $$(git ls-files '*.cpp' '*.hpp')
	tools/tidy.sh build/python
	$(python) -m ruff check python tests bench tools docs/conf.py
	$(python) -m ruff format --check python tests bench tools docs/conf.py
	$(python) -m mypy
	$(python) tools/build_page.py --check

cpp-test: build
	ctest --test-dir build/python --output-on-failure -j2

python-test: build
	$(python) -m pytest -q

package-test: build
	tests/package/run.sh
	tests/package/wheel.sh

# For others to install: dist/gastwin-*.whl
wheel: build
	tools/wheel.sh

# That wheel on a Debian without compiler and GDAL; needs root and debootstrap.
wheel-test: build
	tests/package/clean_debian.sh

sanitize: setup
	cmake --preset asan && cmake --build --preset asan && ctest --preset asan -j2
	cmake --preset tsan && cmake --build --preset tsan && ctest --preset tsan -j2

fuzz: setup
	tools/fuzz.sh 60

bench: setup
	cmake --preset bench && cmake --build --preset bench
	for b in build/bench/bench/*_bench; do $$b --benchmark_min_time=0.5; done

# The documentation as a site that needs no network: build/site/index.html
docs: build
	$(python) -m sphinx -q -W --keep-going -b html docs build/site

format: setup
	clang-format -i $$(git ls-files '*.cpp' '*.hpp')
	$(python) -m ruff format python tests bench tools docs/conf.py
	$(python) -m ruff check --fix python tests bench tools docs/conf.py
	npm --prefix python/gastwin/viewer run format

clean:
	rm -rf build demo
