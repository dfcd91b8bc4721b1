# One command for each thing; `make` alone lists them.
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help run test check bench drill manual lock install browser

PORT ?= 8000
TESTS ?= tests
BIN := .venv/bin
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check --no-input
LOCKED := $(PIP) --no-deps --require-hashes -r
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header

# An installation counts as done for exactly one content of its lock.
RUNTIME := .venv/runtime-$(shell cksum < requirements.txt | cut -d' ' -f1)
DEVELOPMENT := .venv/development-$(shell cksum < requirements-dev.txt | cut -d' ' -f1)

help:
	@echo "make run     安装并启动演示，http://127.0.0.1:8000（PORT=8001换端口）"
	@echo "make test    全部测试，含浏览器测试（TESTS=tests/plans只跑一部分）"
	@echo "make check   格式、检查、类型、导入方向、迁移、模板、上线设置"
	@echo "make bench   性能测量"
	@echo "make drill   演练：截止前集中填报、断电、一万行导入（SQLite和PostgreSQL）"
	@echo "make manual  重拍手册里的图（docs/manual/img）"
	@echo "make lock    按requirements*.in重新锁定依赖版本"

run:
	@PORT='$(PORT)' MAKE='$(MAKE)' sh deploy/run.sh

install: $(RUNTIME)

test: $(DEVELOPMENT) browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder $(TESTS)

# The hooks of a commit, over every file, then the checks that only an installation can fail.
check: $(DEVELOPMENT)
	@PATH="$(CURDIR)/$(BIN):$$PATH" DEMO=1 $(BIN)/pre-commit run --all-files --show-diff-on-failure
	@env -u DEMO -u DEBUG -u HTTPS ALLOWED_HOSTS=xushi.example \
		SECRET_KEY="$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
		$(BIN)/python manage.py check --deploy --fail-level WARNING

bench: $(DEVELOPMENT) browser
	$(BIN)/python -m bench.run
	$(BIN)/python -m bench.document
	$(BIN)/python -m bench.province
	$(BIN)/python -m bench.plans

# Long, and apart from the tests: load, a killed server, size.
drill: $(DEVELOPMENT)
	$(BIN)/python -m bench.workbook
	$(BIN)/python -m bench.import_rows
	$(BIN)/python -m bench.drill

manual: $(DEVELOPMENT) browser
	$(BIN)/python -m bench.manual

lock: $(DEVELOPMENT)
	$(PIP) uv
	$(COMPILE) requirements.in -o requirements.txt
	$(COMPILE) requirements-dev.in -o requirements-dev.txt

browser:
	@sh deploy/browser.sh

.venv/bin/python:
	@sh deploy/venv.sh

$(RUNTIME): | .venv/bin/python
	@echo "正在安装运行所需的Python包……"
	@$(LOCKED) requirements.txt
	@rm -f .venv/runtime-* && touch $@

# The development lock holds the runtime's packages too, at the same versions (tests/test_house.py).
$(DEVELOPMENT): | .venv/bin/python
	@echo "正在安装开发和测试所需的Python包……"
	@$(LOCKED) requirements-dev.txt
	@rm -f .venv/development-* .venv/runtime-* && touch $@ $(RUNTIME)
