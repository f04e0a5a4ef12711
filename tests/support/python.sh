#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Prints the first Python 3 that has these modules: $PYTHON, python3, or that of the package manager, which may not be
# the first one on the path. Exit status 1 if none has.
# usage: python.sh MODULE...        (variable: PYTHON)
set -u

modules=$(IFS=,; echo "$*")
for python in ${PYTHON:+"$PYTHON"} python3 /usr/bin/python3; do
    if "$python" -c "import $modules" 2>/dev/null; then
        echo "$python"
        exit 0
    fi
done
exit 1
