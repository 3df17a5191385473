/**
 * The custom resources of {@code sluice.media/v1alpha1} as values. The definitions under {@code
 * k8s/crds} and in the chart {@code sluice-crds} are rendered from these types: what a field means,
 * its default, its bounds and the rules between fields stand here and nowhere else.
 */
@NullMarked
package media.sluice.operator.api.v1alpha1;

import org.jspecify.annotations.NullMarked;
