namespace EdgeResNet.Shared.Data;

/// <summary>Pictures that measure a model, with the model's labels as classes.</summary>
/// <param name="Images">The pictures.</param>
internal sealed record MeasuredSet(IImageSet Images)
{
    /// <summary>Whether it is all of a folder that has no held-out split, which the model may have learned.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Whether it is the part of a folder without splits that a training with the model's seed holds out.</summary>
    public bool IsHeldOut { get; init; }

    /// <summary>Classes that the model lacks; their pictures are not measured.</summary>
    public IReadOnlyList<UnknownClass> LeftOut { get; init; } = [];

    /// <summary>What the user has to know about the data, a line each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>A class that the model lacks.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Pictures">Number of its pictures.</param>
internal sealed record UnknownClass(string Label, int Pictures);
