namespace EdgeResNet.Shared.Evaluation;

/// <summary>Compares two lists of class names, as <see cref="ClassName"/> does.</summary>
internal static class LabelComparison
{
    /// <summary>The first difference in words, or null where there is none.</summary>
    /// <param name="model">The model's labels.</param>
    /// <param name="data">The data's classes.</param>
    public static string? Difference(IReadOnlyList<string> model, IReadOnlyList<string> data)
    {
        for (int k = 0; k < Math.Min(model.Count, data.Count); k++)
        {
            if (!ClassName.AreSame(model[k], data[k]))
            {
                return $"its class {k} is '{data[k]}', the model's is '{model[k]}'; use data with the model's classes in the model's order";
            }
        }

        return model.Count == data.Count ? null : $"has {data.Count} classes, the model has {model.Count}; use data with the model's classes";
    }
}
