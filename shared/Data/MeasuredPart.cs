namespace EdgeResNet.Shared.Data;

/// <summary>The measured part of a folder without a test or validation set.</summary>
internal enum MeasuredPart
{
    /// <summary>All pictures; of the folder that the model was trained on, the held-out ones.</summary>
    Auto,

    /// <summary>All pictures.</summary>
    All,

    /// <summary>The pictures that a training with the model's seed holds out.</summary>
    HeldOut,
}
