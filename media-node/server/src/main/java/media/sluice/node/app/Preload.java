package media.sluice.node.app;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.security.CodeSource;
import java.util.List;
import java.util.jar.JarFile;
import media.sluice.core.session.PeerSession;
import media.sluice.node.relay.HandoverEndpoint;
import org.jboss.logging.Logger;

/**
 * Loads the node's own classes before they are needed. A class is read, verified and linked at its
 * first use, about half a millisecond each: without this the first session that moves waits a
 * second while no media flows.
 */
final class Preload implements Runnable {

    private static final Logger LOG = Logger.getLogger(Preload.class);

    private static final String SUFFIX = ".class";

    /** One class of each archive that is ours. */
    private static final List<Class<?>> ANCHORS =
            List.of(PeerSession.class, Node.class, HandoverEndpoint.class.getSuperclass());

    @Override
    public void run() {
        long beganNanos = System.nanoTime();
        int loaded = 0;
        for (Class<?> anchor : ANCHORS) {
            loaded += load(anchor);
        }
        LOG.infof(
                "classes loaded count=%d millis=%d",
                loaded, (System.nanoTime() - beganNanos) / 1_000_000);
    }

    private static int load(Class<?> anchor) {
        CodeSource source = anchor.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return 0;
        }
        int loaded = 0;
        try (var jar = new JarFile(new File(source.getLocation().toURI()))) {
            for (var entry :
                    jar.stream().filter(each -> each.getName().endsWith(SUFFIX)).toList()) {
                String path = entry.getName();
                String name = path.substring(0, path.length() - SUFFIX.length()).replace('/', '.');
                loaded += load(name, anchor.getClassLoader()) ? 1 : 0;
            }
        } catch (IOException | URISyntaxException | IllegalArgumentException e) {
            LOG.debugf("classes stay unloaded until their first use reason=%s", e.getMessage());
        }
        return loaded;
    }

    private static boolean load(String name, ClassLoader loader) {
        try {
            Class.forName(name, true, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
