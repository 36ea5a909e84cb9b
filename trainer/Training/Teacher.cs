using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Data;
using EdgeResNet.Trainer.Evaluation;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Training;

/// <summary>
/// A model that another one learns from (Hinton, Vinyals and Dean, 2015), which is shown the very pictures, augmented and
/// mixed, that the pupil sees (Beyer et al., 2022).
/// </summary>
internal interface ITeacher : IDisposable
{
    /// <summary>Answers to uint8 pictures <c>(N, C, H, W)</c>, N being the batch: logits, float32 <c>(N, K)</c>, on the pictures' device.</summary>
    Tensor Logits(Tensor images);
}

/// <summary>Opens bundles that teach.</summary>
internal static class Teacher
{
    /// <summary>Loads a bundle, or an <c>.onnx</c> file: for a pupil on the CPU as it is deployed, for one on a GPU as a network beside it, if it is one of this program.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="sha256">Hash that its file must have.</param>
    /// <param name="input">What the pupil is fed with: the teacher must take the same pictures.</param>
    /// <param name="data">The pupil's data, whose classes must be the teacher's.</param>
    /// <param name="batch">Pictures a step.</param>
    /// <param name="device">Where the pupil is trained.</param>
    /// <exception cref="InputException">The model is not usable, was changed, or takes other pictures or classes.</exception>
    public static ITeacher Load(string path, string sha256, InputSpec input, DataSplits data, int batch, Device device)
    {
        ModelBundle bundle = Open(path, input, data.Train.Classes);
        if (bundle.Sha256 != sha256)
        {
            throw new InputException($"{path}: is another file than the teacher with which this run began (SHA-256 {bundle.Sha256}, expected {sha256}); put that one back");
        }

        return device.type == DeviceType.CPU ? new BundleTeacher(bundle, batch) : Beside(device, bundle, data, batch);
    }

    private static ITeacher Beside(Device device, ModelBundle bundle, DataSplits data, int batch)
    {
        try
        {
            return NetworkTeacher.Load(bundle, data, device);
        }
        catch (InputException)
        {
            return new BundleTeacher(bundle, batch); // from elsewhere: slower, on the CPU, and as good
        }
    }

    /// <summary>Opens a bundle and checks that it can teach.</summary>
    /// <exception cref="InputException">The model is not usable, or takes other pictures or classes.</exception>
    public static ModelBundle Open(string path, InputSpec input, IReadOnlyList<string> labels)
    {
        ModelBundle bundle = ModelBundle.Open(path);
        if (LabelComparison.Difference(labels, bundle.Output.Labels) is string difference)
        {
            throw new InputException($"{path}: cannot teach: {difference}");
        }

        return (bundle.Input.Height, bundle.Input.Width, bundle.Input.Color) == (input.Height, input.Width, input.Color)
            ? bundle
            : throw new InputException($"{path}: cannot teach: it takes {Describe(bundle.Input)} pictures and the new network {Describe(input)}; choose a teacher of this size, or --image-size");
    }

    private static string Describe(InputSpec input) => $"{input.Width}×{input.Height} {input.Color}";
}
