package media.sluice.operator.crd;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What {@code ./sluice crds} runs. Arguments: the repository's root, and {@code write}, or {@code
 * check} to say which files are not as they should be instead of writing them.
 */
final class WriteCustomResources {

    private WriteCustomResources() {}

    public static void main(String[] args) throws IOException {
        RenderedFiles files = new RenderedFiles(Path.of(args[0]));
        List<Path> stale = files.stale();
        boolean checks = args[1].equals("check");
        if (!checks) {
            files.write();
        }
        stale.forEach(path -> System.out.println((checks ? "stale " : "wrote ") + path));
        System.out.println("drift=" + (checks ? stale.size() : files.stale().size()));
    }
}
