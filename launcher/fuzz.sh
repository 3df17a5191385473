# Fuzzes parsers, guided by coverage (Jazzer), and keeps what it finds. Sourced by ./sluice.
#
# launcher/fuzz-targets lists the targets: name | module | class#method | parser classes. A target's seeds and findings are the files of
# MODULE/src/test/resources/PACKAGE/CLASSInputs/METHOD: every build replays them. What a run learns stays in .sluice/fuzz/corpus.

fuzz_list=$root/launcher/fuzz-targets
fuzz_home=$root/.sluice/fuzz

fuzz_usage() {
  cat <<'TEXT'
usage: ./sluice fuzz [TARGET...] [--seconds N | --parser-seconds N] [--jobs N] [--resume] [--planted] [--coverage] [--list]
  TARGET      a name of launcher/fuzz-targets; none means all
  --seconds   for each target (60)
  --parser-seconds
              for each parser instead: the targets whose names begin with the same word share it (codec-vp8, codec-av1 ...)
  --jobs      targets at the same time (one per core)
  --resume    leave out what ran so long before without a finding, on the same compiled parser classes and target
  --planted   plant the faults of launcher/fuzz-faults one at a time; each must be found within --seconds, from the committed inputs
  --coverage  replay the committed inputs instead, and print how many branches of the parser classes they take
  --list      print the targets
Prints a line per target: executions, findings. A finding is an input that ends in anything but the documented answer; it is kept as
found-… beside the target's seeds and its trace in .sluice/fuzz. Exit code 1 when there is one.
TEXT
}

fuzz_rows() { # the catalogue without comments and spaces around the bars
  sed -e '/^#/d; /^$/d; s/ *| */|/g' "$fuzz_list"
}

fuzz_row() { # NAME
  fuzz_rows | grep "^$1|" || die "fuzz: no target '$1' (there are: $(fuzz_rows | cut -d'|' -f1 | xargs))"
}

fuzz_share() { # NAME PARSER_SECONDS: what a target gets of its parser's time
  local sharers
  sharers=$(fuzz_rows | grep -cE "^${1%%-*}(-|\|)")
  printf '%s\n' $((($2 + sharers - 1) / sharers))
}

fuzz_inputs() { # MODULE CLASS#METHOD: the folder of its committed inputs
  local class=${2%#*}
  printf '%s/src/test/resources/%sInputs/%s\n' "$1" "${class//./\/}" "${2#*#}"
}

# A target that nobody runs finds nothing: each @FuzzTest has its row.
fuzz_check_catalogue() {
  local file class method rows missing=''
  rows=$(fuzz_rows)
  while IFS= read -r file; do
    class=${file#*/src/test/java/}
    class=${class%.java}
    while IFS= read -r method; do
      grep -qF "|${class//\//.}#$method|" <<< "$rows" || missing+=" ${class//\//.}#$method"
    done < <(grep -A 3 '@FuzzTest' "$root/$file" | sed -n 's/^    void \([A-Za-z0-9]*\)(.*/\1/p')
  done < <(cd "$root" && git ls-files -co --exclude-standard '*FuzzTest.java')
  [ -z "$missing" ] || die "fuzz: no row in launcher/fuzz-targets for$missing"
}

# Compiles tests and writes each module's class path, when something changed.
fuzz_build() {
  local modules marker=$fuzz_home/built
  modules=$(fuzz_rows | cut -d'|' -f2 | sort -u | paste -sd, -)
  mkdir -p "$fuzz_home"
  # shellcheck disable=SC2086
  if [ -f "$marker" ] && [ -z "$(cd "$root" && find pom.xml proto rules ${modules//,/ } \
      \( -name target -o -name node_modules -o -name dist -o -path '*/src/test/resources' \) -prune \
      -o -type f ! -name '*.md' -newer "$marker" -print -quit)" ]; then
    return 0
  fi
  say "compiling the fuzz targets"
  touch "$marker.next"
  maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dsluice.checks.skip=true -DskipTests -pl "$modules" -am test-compile \
    dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/fuzz.classpath > "$fuzz_home/build.log" 2>&1 \
    || { tail -20 "$fuzz_home/build.log" >&2; die "fuzz: the build failed; all of it is in .sluice/fuzz/build.log"; }
  mv "$marker.next" "$marker"
}

fuzz_class_path() { # MODULE
  printf '%s/target/test-classes:%s/target/classes:%s\n' "$root/$1" "$root/$1" "$(cat "$root/$1/target/fuzz.classpath")"
}

# Runs one target. FUZZ_OVERLAY: classes that stand before the tree's own (a planted fault). Exit code 1 with a finding.
fuzz_one() { # NAME SECONDS FOLDER
  local row module test inputs class_path folder=$3
  row=$(fuzz_row "$1")
  IFS='|' read -r _ module test _ <<< "$row"
  inputs=$root/$(fuzz_inputs "$module" "$test")
  class_path=${FUZZ_OVERLAY:+$FUZZ_OVERLAY:}$(fuzz_class_path "$module")
  rm -rf "$folder"
  mkdir -p "$folder/found" "$folder/corpus" "$fuzz_home/corpus/$1" "$inputs"
  # An input for which a run had no time is no finding: only what Java or libFuzzer name as one counts.
  (cd "$root/$module" && exec "$JAVA_HOME/bin/java" -Xmx384m -Xss1m -XX:+UseSerialGC -XX:TieredStopAtLevel=${FUZZ_TIER:-4} \
    -XX:+EnableDynamicAgentLoading --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -ea \
    -cp "$class_path" com.code_intelligence.jazzer.Jazzer \
    --target_class="${test%#*}" --target_method="${test#*#}" --instrumentation_includes='media.sluice.**' \
    --reproducer_path="$folder" -artifact_prefix="$folder/found/" -max_total_time="$2" -timeout=100 -rss_limit_mb=0 \
    -max_len=4096 -print_final_stats=1 -verbosity=1 "${FUZZ_CORPUS:-$fuzz_home/corpus/$1}" "$inputs") > "$folder/log" 2>&1 || true
  rmdir "$inputs" 2>/dev/null || true
  grep -qE '^== Java Exception:|ERROR: libFuzzer: (timeout|out-of-memory|deadly)' "$folder/log" && return 1
  grep -q '^stat::number_of_executed_units' "$folder/log" || { say "fuzz: $1 did not run; see ${folder#"$root/"}/log"; return 2; }
}

fuzz_executions() { # FOLDER
  [ ! -f "$1/log" ] || sed -n 's/^stat::number_of_executed_units: *//p' "$1/log" | tail -1
}

# The input that was found joins the seeds, so that every build replays it.
fuzz_keep() { # NAME FOLDER
  local row module test inputs file
  row=$(fuzz_row "$1")
  IFS='|' read -r _ module test _ <<< "$row"
  inputs=$root/$(fuzz_inputs "$module" "$test")
  mkdir -p "$inputs"
  for file in "$2"/found/*; do
    [ -f "$file" ] || continue
    local name
    name=found-$(basename "$file" | sed 's/^[a-z]*-//' | cut -c1-12)
    cp "$file" "$inputs/$name"
    printf '      %s\n' "${inputs#"$root/"}/$name"
  done
}

# A parser with one check broken, compiled into a folder of its own. Prints the folder.
fuzz_plant() { # NAME
  local row file script module source folder=$fuzz_home/planted/$1
  row=$(sed -e '/^#/d' "$root/launcher/fuzz-faults" | grep "^$1 ") || return 1
  file=$(cut -d'|' -f2 <<< "$row" | xargs)
  script=$(cut -d'|' -f3- <<< "$row" | sed 's/^ *//')
  IFS='|' read -r _ module _ <<< "$(fuzz_row "$1")"
  source=$root/$module/src/main/java/media/sluice/$file
  rm -rf "$folder"
  mkdir -p "$folder/classes"
  sed -E "$script" "$source" > "$folder/$(basename "$file")"
  if cmp -s "$source" "$folder/$(basename "$file")"; then
    say "fuzz: the fault of $1 changes nothing in $file: its line is another now"
    return 1
  fi
  "$JAVA_HOME/bin/javac" -g -nowarn -proc:none -cp "${FUZZ_OVERLAY:+$FUZZ_OVERLAY:}$(fuzz_class_path "$module")" -d "$folder/classes" \
    "$folder/$(basename "$file")" >&2 || { say "fuzz: the fault of $1 does not compile"; return 1; }
  printf '%s\n' "$folder/classes"
}

fuzz_planted_line() { # NAME SECONDS
  local folder=$fuzz_home/planted/$1.run classes status=0 verdict='NOT FOUND'
  if classes=$(fuzz_plant "$1"); then
    mkdir -p "$folder.corpus"
    FUZZ_OVERLAY=$classes${FUZZ_OVERLAY:+:$FUZZ_OVERLAY} FUZZ_CORPUS=$folder.corpus fuzz_one "$1" "$2" "$folder" || status=$?
    rm -rf "$folder.corpus"
    [ $status -ne 1 ] || verdict='fault found'
  fi
  printf '  %-26s %12s executions  %s\n' "$1" "$(fuzz_executions "$folder")" "$verdict" | tee "$fuzz_home/planted/$1.line"
}

fuzz_planted() { # SECONDS JOBS NAME...
  local seconds=$1 jobs=$2 name found=0 planted=0
  shift 2
  mkdir -p "$fuzz_home/planted"
  for name in "$@"; do
    grep -q "^$name " "$root/launcher/fuzz-faults" || continue
    planted=$((planted + 1))
    rm -f "$fuzz_home/planted/$name.line"
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
    fuzz_planted_line "$name" "$seconds" &
  done
  wait || true
  for name in "$@"; do
    if grep -qs 'fault found' "$fuzz_home/planted/$name.line"; then found=$((found + 1)); fi
  done
  printf 'fuzz planted=%d found=%d seconds=%d\n' "$planted" "$found" "$seconds"
  [ "$planted" -gt 0 ] && [ "$found" -eq "$planted" ]
}

# JaCoCo's agent and its analysis, in the version of the parent POM. Prints their class path.
fuzz_jacoco() {
  local folder=$fuzz_home/jacoco version artifact
  version=$(sed -n '/<artifactId>jacoco-maven-plugin</,/<version>/s/ *<version>\(.*\)<.*/\1/p' "$root/pom.xml")
  if [ ! -f "$folder/$version" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    for artifact in "org.jacoco.agent:$version:jar:runtime" "org.jacoco.cli:$version:jar:nodeps"; do
      maven -Dorg.slf4j.simpleLogger.defaultLogLevel=warn -N dependency:copy -Dartifact="org.jacoco:$artifact" \
        -Dmdep.stripVersion=true -DoutputDirectory="$folder" > "$fuzz_home/coverage.log" 2>&1 \
        || { tail -20 "$fuzz_home/coverage.log" >&2; die "fuzz: JaCoCo could not be fetched; see .sluice/fuzz/coverage.log"; }
    done
    touch "$folder/$version"
  fi
  printf '%s\n' "$folder"/*.jar | paste -sd:
}

# Branches of the parser classes that the committed inputs take, as JaCoCo counts them: of each target's classes by its own inputs, of
# each class by all, and in total.
fuzz_coverage() {
  local jacoco agent module rows
  jacoco=$(fuzz_jacoco)
  agent=$(tr ':' '\n' <<< "$jacoco" | grep agent)
  : > "$fuzz_home/coverage"
  for module in $(fuzz_rows | cut -d'|' -f2 | sort -u); do
    mapfile -t rows < <(fuzz_rows | awk -F'|' -v module="$module" '$2 == module')
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC "-javaagent:$agent=output=none,includes=media.sluice.*" --enable-native-access=ALL-UNNAMED \
      --sun-misc-unsafe-memory-access=allow -cp "$jacoco:$(fuzz_class_path "$module")" "$root/launcher/FuzzCoverage.java" "$root/$module" "${rows[@]}" \
      >> "$fuzz_home/coverage" || die "fuzz: the replay of the inputs of $module failed"
  done
  awk '
    function percent(taken, all) { return all ? sprintf("%3d %%", 100 * taken / all) : "" }
    $1 == "target" { printf "  %-40s %4d of %4d branches by its own inputs  %s\n", $2, $3, $4, percent($3, $4); if (!worst || $3 / $4 < share) { worst = $2; share = $3 / $4 } }
    $1 == "class" { printf "  %-40s %4d of %4d branches  %s\n", $2, $3, $4, percent($3, $4); taken += $3; all += $4 }
    END {
      printf "fuzz coverage=%.3f branches=%d missed=%d worst_target=%s worst_share=%.3f\n", taken / all, all, all - taken, worst, share
      exit taken / all < 0.9 || share < 0.9
    }' "$fuzz_home/coverage"
}

# What a run was a run of, compiled: the target and the parser classes of its row; of a row without any, the target's package.
fuzz_digest() { # NAME
  local module test parsers class
  IFS='|' read -r _ module test parsers <<< "$(fuzz_row "$1")"
  test=${test%#*}
  test=${test//.//}
  (cd "$root/$module/target" && {
    find test-classes -path "test-classes/$test.class" -o -path "test-classes/$test\$*.class"
    if [ -z "$parsers" ]; then find "classes/${test%/*}" -maxdepth 1 -name '*.class'; fi
    for class in ${parsers//.//}; do find classes -path "*/$class.class" -o -path "*/$class\$*.class"; done
  } | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum | cut -d' ' -f1)
}

# Whether it ran at least so long before, on the same classes, and found nothing.
fuzz_has_passed() { # NAME SECONDS
  local seconds digest
  [ -f "$fuzz_home/passed/$1" ] || return 1
  read -r seconds digest < "$fuzz_home/passed/$1"
  [ "$seconds" -ge "$2" ] && [ "$digest" = "$(fuzz_digest "$1")" ]
}

fuzz_line() { # NAME SECONDS: runs it and prints its line
  local folder=$fuzz_home/$1 status=0
  if [ -n "$FUZZ_RESUME" ] && fuzz_has_passed "$1" "$2"; then
    printf '  %-26s %12s executions  nothing found, before\n' "$1" "$(fuzz_executions "$folder")" | tee "$folder/line"
    return 0
  fi
  fuzz_one "$1" "$2" "$folder" || status=$?
  mkdir -p "$fuzz_home/passed"
  rm -f "$fuzz_home/passed/$1"
  [ $status -ne 0 ] || printf '%s %s\n' "$2" "$(fuzz_digest "$1")" > "$fuzz_home/passed/$1"
  {
    printf '  %-26s %12s executions  %s\n' "$1" "$(fuzz_executions "$folder")" \
      "$([ $status -eq 0 ] && echo 'nothing found' || { [ $status -eq 1 ] && echo FOUND || echo 'DID NOT RUN'; })"
    if [ $status -eq 1 ]; then
      grep -m 1 -A 4 '^== Java Exception:' "$folder/log" | sed 's/^/      /' || true
      fuzz_keep "$1" "$folder"
    fi
  } > "$folder/line"
  cat "$folder/line"
  return $status
}

fuzz() {
  local seconds=60 parser_seconds='' resume='' jobs='' names=() name action=fuzz_all
  while [ $# -gt 0 ]; do
    case $1 in
      --seconds) seconds=${2:?--seconds wants a number}; shift ;;
      --parser-seconds) parser_seconds=${2:?--parser-seconds wants a number}; shift ;;
      --jobs) jobs=${2:?--jobs wants a number}; shift ;;
      --resume) resume=yes ;;
      --planted) action=fuzz_planted ;;
      --coverage) action=fuzz_coverage ;;
      --list) fuzz_rows | awk -F'|' '{ printf "%-26s %s\n", $1, $3 }'; return ;;
      -h | --help) fuzz_usage; return ;;
      -*) die "fuzz: no option '$1' (./sluice fuzz --help)" ;;
      *) names+=("$1") ;;
    esac
    shift
  done
  need_jdk
  fuzz_check_catalogue
  if [ $action = fuzz_coverage ]; then
    fuzz_build
    fuzz_coverage
    return
  fi
  [ ${#names[@]} -gt 0 ] || mapfile -t names < <(fuzz_rows | cut -d'|' -f1)
  for name in "${names[@]}"; do fuzz_row "$name" > /dev/null; done
  fuzz_build
  FUZZ_PARSER_SECONDS=$parser_seconds FUZZ_RESUME=$resume "$action" "$seconds" "${jobs:-$(nproc)}" "${names[@]}"
}

fuzz_all() { # SECONDS JOBS NAME...
  local seconds=$1 jobs=$2 name found=0 executions=0 count
  shift 2
  for name in "$@"; do
    while [ "$(jobs -rp | wc -l)" -ge "$jobs" ]; do wait -n || true; done
    rm -f "$fuzz_home/$name/line"
    [ -z "$FUZZ_PARSER_SECONDS" ] || seconds=$(fuzz_share "$name" "$FUZZ_PARSER_SECONDS")
    fuzz_line "$name" "$seconds" &
  done
  wait || true
  for name in "$@"; do
    grep -qs 'nothing found' "$fuzz_home/$name/line" || found=$((found + 1))
    count=$(fuzz_executions "$fuzz_home/$name")
    executions=$((executions + ${count:-0}))
  done
  printf 'fuzz targets=%d parsers=%d %s executions=%d findings=%d\n' $# "$(printf '%s\n' "${@%%-*}" | sort -u | wc -l)" \
    "${FUZZ_PARSER_SECONDS:+parser_}seconds=${FUZZ_PARSER_SECONDS:-$seconds}" "$executions" "$found"
  [ "$found" -eq 0 ]
}
