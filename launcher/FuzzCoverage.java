import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jacoco.agent.rt.IAgent;
import org.jacoco.agent.rt.RT;
import org.jacoco.cli.internal.core.analysis.Analyzer;
import org.jacoco.cli.internal.core.analysis.CoverageBuilder;
import org.jacoco.cli.internal.core.analysis.IClassCoverage;
import org.jacoco.cli.internal.core.data.ExecutionDataReader;
import org.jacoco.cli.internal.core.data.ExecutionDataStore;
import org.jacoco.cli.internal.core.data.SessionInfoStore;

/**
 * Replays the committed inputs of one module's fuzz targets under JaCoCo's agent, and prints how many branches of the parser classes each
 * target's own inputs take, and all of them together. Run by ./sluice fuzz --coverage as a single file; its arguments are the module's
 * folder and the rows of launcher/fuzz-targets.
 *
 * <p>Lines: {@code target NAME TAKEN ALL}, {@code class NAME TAKEN ALL}, {@code missed FILE:LINE COUNT}.
 */
final class FuzzCoverage {
    private static final List<String> ROOTS = List.of("media.sluice.core.", "media.sluice.coordinator.", "media.sluice.node.");

    private final Path module;
    private final IAgent agent = RT.getAgent();
    private final Map<String, ExecutionDataStore> stores = new TreeMap<>();
    private final ExecutionDataStore all = new ExecutionDataStore();

    private FuzzCoverage(Path module) {
        this.module = module;
    }

    private record Target(String name, String module, String type, String method, List<String> parsers) {
        static Target of(String row) {
            var cells = Arrays.stream(row.split("\\|", -1)).map(String::strip).toList();
            var test = cells.get(2).split("#");
            var parsers = cells.get(3).isEmpty() ? List.<String>of() : List.of(cells.get(3).split(" +"));
            return new Target(cells.get(0), cells.get(1), test[0], test[1], parsers);
        }

        Path inputs(Path module) {
            return module.resolve("src/test/resources").resolve(type.replace('.', '/') + "Inputs").resolve(method);
        }
    }

    public static void main(String[] args) throws Exception {
        var module = Path.of(args[0]);
        var targets = Arrays.stream(args).skip(1).map(Target::of).toList();
        var coverage = new FuzzCoverage(module);
        for (Target target : targets) {
            coverage.replay(target);
        }
        coverage.report(targets);
        // What a state machine under test has left running is not waited for.
        Runtime.getRuntime().halt(0);
    }

    private void replay(Target target) throws Exception {
        var inputs = new ArrayList<byte[]>();
        inputs.add(new byte[0]);
        var folder = target.inputs(module);
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            }
        }
        var type = Class.forName(target.type);
        var method = Arrays.stream(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(target.method) && each.isAnnotationPresent(FuzzTest.class))
                .findFirst()
                .orElseThrow();
        agent.reset();
        for (byte[] input : inputs) {
            run(type, method, input);
        }
        byte[] taken = agent.getExecutionData(true);
        stores.put(target.name, read(taken));
        new ExecutionDataReaderInto(all).read(taken);
    }

    private static void run(Class<?> type, Method method, byte[] input) throws ReflectiveOperationException {
        var constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        method.setAccessible(true);
        try {
            method.invoke(constructor.newInstance(), (Object) input);
        } catch (InvocationTargetException finding) {
            throw new IllegalStateException("a committed input fails; the unit tests name it", finding.getCause());
        }
    }

    private static ExecutionDataStore read(byte[] bytes) throws IOException {
        var store = new ExecutionDataStore();
        new ExecutionDataReaderInto(store).read(bytes);
        return store;
    }

    private record ExecutionDataReaderInto(ExecutionDataStore store) {
        void read(byte[] bytes) throws IOException {
            var reader = new ExecutionDataReader(new ByteArrayInputStream(bytes));
            reader.setExecutionDataVisitor(store);
            reader.setSessionInfoVisitor(new SessionInfoStore());
            reader.read();
        }
    }

    private void report(List<Target> targets) throws IOException {
        Set<String> parsers = new LinkedHashSet<>();
        for (Target target : targets) {
            parsers.addAll(target.parsers);
            int taken = 0;
            int branches = 0;
            for (String parser : target.parsers) {
                var counter = analyse(parser, stores.get(target.name)).getBranchCounter();
                taken += counter.getCoveredCount();
                branches += counter.getTotalCount();
            }
            if (branches > 0) {
                System.out.printf("target %s %d %d%n", target.name, taken, branches);
            }
        }
        for (String parser : parsers) {
            var coverage = analyse(parser, all);
            var counter = coverage.getBranchCounter();
            System.out.printf("class %s %d %d%n", parser, counter.getCoveredCount(), counter.getTotalCount());
            for (int line = coverage.getFirstLine(); line <= coverage.getLastLine(); line++) {
                int missed = coverage.getLine(line).getBranchCounter().getMissedCount();
                if (missed > 0) {
                    System.out.printf("missed %s:%d %d%n", parser, line, missed);
                }
            }
        }
    }

    private IClassCoverage analyse(String parser, ExecutionDataStore store) throws IOException {
        var builder = new CoverageBuilder();
        var analyzer = new Analyzer(store, builder);
        for (String root : ROOTS) {
            var file = module.resolve("target/classes").resolve((root + parser).replace('.', '/') + ".class");
            if (Files.exists(file)) {
                analyzer.analyzeAll(file.toFile());
                return builder.getClasses().iterator().next();
            }
        }
        throw new IllegalArgumentException("no such class: " + parser);
    }
}
