package media.sluice.node.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/**
 * Turns {@code --name value} and {@code --name=value} into the property {@code sluice.node.name}.
 */
public final class CommandLine {

    private static final String PREFIX = "--";
    private static final Set<String> NAMES = names();

    private CommandLine() {}

    /**
     * Sets system properties; throws {@link IllegalArgumentException} for people on an unknown
     * option.
     */
    public static void apply(List<String> arguments) {
        int i = 0;
        while (i < arguments.size()) {
            String argument = arguments.get(i);
            int equals = argument.indexOf('=');
            String name = argument.substring(0, equals < 0 ? argument.length() : equals);
            if (!name.startsWith(PREFIX) || !NAMES.contains(name.substring(PREFIX.length()))) {
                throw new IllegalArgumentException(
                        "Unknown option " + name + ". Options: --" + String.join(" --", NAMES));
            }
            if (equals < 0 && i + 1 == arguments.size()) {
                throw new IllegalArgumentException(name + " needs a value.");
            }
            String value = equals < 0 ? arguments.get(i + 1) : argument.substring(equals + 1);
            System.setProperty("sluice.node." + name.substring(PREFIX.length()), value);
            i += equals < 0 ? 2 : 1;
        }
    }

    private static Set<String> names() {
        var names = new TreeSet<String>();
        Arrays.stream(NodeConfig.class.getMethods())
                .map(method ->
                        method.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
                .forEach(names::add);
        return names;
    }
}
