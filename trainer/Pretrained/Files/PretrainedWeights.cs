using EdgeResNet.Shared.Files;
using EdgeResNet.Trainer.Models;
using EdgeResNet.Trainer.Pretrained.Torch;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Files;

/// <summary>Loads initial weights: safetensors, or PyTorch's <c>.pth</c> of torchvision's and timm's networks.</summary>
internal static class PretrainedWeights
{
    private const int FirstBytes = 32; // enough to tell the formats apart

    private static ReadOnlySpan<byte> ZipMagic => "PK\x03\x04"u8;

    /// <summary>Checks a whole file before minutes of work.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static void Check(string file)
    {
        using IDisposable scope = NewDisposeScope();
        Read(file);
    }

    /// <summary>Copies every tensor with a matching name and shape. Other layers, such as a last layer for other classes, keep their initial values.</summary>
    /// <exception cref="InputException">The file cannot be read, or no tensor fits.</exception>
    public static PretrainedReport Load(string file, Network network)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        WeightFile content = Read(file);
        Dictionary<string, Tensor> tensors = WeightNames.Normalize(content.Tensors);
        int inFile = tensors.Count;
        Dictionary<string, Tensor> targets = network.state_dict();
        List<(string, string)> fresh = [];
        int loaded = 0;
        foreach ((string name, Tensor target) in targets)
        {
            if (!tensors.Remove(name, out Tensor? source))
            {
                if (!WeightNames.IsCounter(name))
                {
                    fresh.Add((name, "not in the file"));
                }
            }
            else if (!source.shape.SequenceEqual(target.shape))
            {
                fresh.Add((name, $"[{string.Join(", ", source.shape)}] in the file, [{string.Join(", ", target.shape)}] here"));
            }
            else
            {
                target.copy_(source);
                loaded++;
            }
        }

        return loaded > 0
            ? new PretrainedReport(loaded, fresh, [.. tensors.Keys]) { Taken = content.Taken, Left = content.Left, Unread = content.Unread }
            : throw new InputException($"{file}: none of its {inFile} tensors fits {network.Spec.Name}; use weights of this architecture and width");
    }

    private static WeightFile Read(string file)
    {
        WeightFile content = Parse(file);
        foreach ((string name, Tensor tensor) in content.Tensors)
        {
            FiniteWeights.Require(file, name, tensor);
        }

        return content;
    }

    private static WeightFile Parse(string file)
    {
        ReadOnlySpan<byte> start = RegularFile.Read(file, stream =>
        {
            byte[] first = new byte[FirstBytes];
            return first[..stream.ReadAtLeast(first, first.Length, throwOnEndOfStream: false)];
        });

        return start.StartsWith(ZipMagic) || TorchStream.Begins(start) ? TorchFile.Read(file)
            : OnnxWeights.Begins(start) ? new WeightFile(OnnxWeights.Read(file), null, [], [])
            : SafeTensors.Begins(start) ? new WeightFile(SafeTensors.Read(file).Tensors, null, [], [])
            : throw new InputException($"{file}: is neither a safetensors file nor one of PyTorch's torch.save");
    }
}
