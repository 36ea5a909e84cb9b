namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>Objects that a pickle may build beside numbers, texts, containers and placeholders.</summary>
internal interface IPickleWorld
{
    /// <summary>Whether a call of this class or function is supported; any other call gives a <see cref="PickleObject"/>.</summary>
    bool Knows(PickleGlobal global);

    /// <summary>The result of a supported call.</summary>
    /// <exception cref="InvalidDataException">The arguments make no sense.</exception>
    object? Call(PickleGlobal function, object?[] arguments);

    /// <summary>The external object of <paramref name="id"/>.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    object? Load(object? id);
}
