namespace EdgeResNet.Trainer.Pretrained.Torch;

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
