package media.sluice.operator.writes;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Where the API server keeps an object. */
final class Paths {
    private Paths() {}

    static String collection(HasMetadata object) {
        var version = object.getApiVersion();
        return (version.contains("/") ? "/apis/" : "/api/")
                + version
                + "/namespaces/"
                + object.getMetadata().getNamespace()
                + "/"
                + HasMetadata.getPlural(object.getClass());
    }

    static String object(HasMetadata object) {
        return collection(object) + "/" + object.getMetadata().getName();
    }
}
