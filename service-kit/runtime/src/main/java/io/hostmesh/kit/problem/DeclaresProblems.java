package io.hostmesh.kit.problem;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks an annotation of resources or their methods whose {@code value} is an array of a {@link ProblemType} enum: the
 * problems that the operations can answer with, besides those that follow from their parameters.
 */
@Target(ElementType.ANNOTATION_TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface DeclaresProblems {}
