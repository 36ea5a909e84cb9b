namespace EdgeResNet.Trainer.Pretrained;

/// <summary>A class or function that a pickle names. Naming it does nothing: it is a pair of texts.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Module}.{Name}";
}

/// <summary>
/// Stands for an object that is neither tensor nor container, such as an <c>argparse.Namespace</c> or a numpy scalar. It keeps nothing of
/// what the pickle gives it, does nothing when it is called, and equals only itself.
/// </summary>
internal sealed class PickleObject;

/// <summary>What a pickle may build besides numbers, texts, containers and placeholders.</summary>
internal interface IPickleWorld
{
    /// <summary>Whether calling this class or function builds something; a call of any other one gives a <see cref="PickleObject"/>.</summary>
    bool Knows(PickleGlobal global);

    /// <summary>The result of calling one that is known.</summary>
    /// <exception cref="InvalidDataException">The arguments make no sense.</exception>
    object? Call(PickleGlobal function, object?[] arguments);

    /// <summary>The object outside the pickle that <paramref name="id"/> names.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    object? Load(object? id);
}

/// <summary>What a pickle described.</summary>
/// <param name="Root">The object.</param>
/// <param name="Length">Bytes of the pickle.</param>
/// <param name="Placeholders">Classes and functions whose objects became placeholders, the first few.</param>
internal sealed record PickleResult(object? Root, int Length, IReadOnlyList<string> Placeholders);
