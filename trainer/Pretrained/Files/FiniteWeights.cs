using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Refuses weights that are not numbers: a training would blame its learning rate for them.</summary>
internal static class FiniteWeights
{
    /// <summary>Checks a tensor of a file.</summary>
    /// <param name="file">The file, for the message.</param>
    /// <param name="name">The tensor.</param>
    /// <param name="values">Its values.</param>
    /// <exception cref="InputException">A value is not finite.</exception>
    public static void Require(string file, string name, Tensor values)
    {
        if (!values.is_floating_point())
        {
            return;
        }

        using IDisposable scope = NewDisposeScope();
        if (!values.isfinite().all().item<bool>())
        {
            throw new InputException($"{file}: {name} holds values that are not finite (NaN or infinity), so these weights cannot be used; the file is damaged, or of a training that diverged");
        }
    }
}
