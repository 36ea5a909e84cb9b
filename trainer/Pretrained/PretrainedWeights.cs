using EdgeResNet.Shared.Contract;
using EdgeResNet.Trainer.Models;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained;

/// <summary>What became of a file's weights.</summary>
/// <param name="Loaded">Tensors of the network that were filled.</param>
/// <param name="Fresh">Tensors of the network that start afresh, each with the reason.</param>
/// <param name="Unused">Tensors of the file that the network has nothing for.</param>
internal sealed record PretrainedReport(int Loaded, IReadOnlyList<(string Name, string Reason)> Fresh, IReadOnlyList<string> Unused)
{
    /// <summary>A line for people; <paramref name="file"/> is where they come from.</summary>
    public string Describe(string file)
    {
        string fresh = Fresh.Count == 0 ? "" : $"; these start afresh: {string.Join(", ", Fresh.Select(entry => $"{entry.Name} ({entry.Reason})"))}";
        string unused = Unused.Count == 0 ? "" : $"; not used: {string.Join(", ", Unused)}";
        return $"{file}: {Loaded} tensors taken{fresh}{unused}";
    }
}

/// <summary>Weights to start from: safetensors, or PyTorch's <c>.pth</c> of torchvision's and timm's networks.</summary>
internal static class PretrainedWeights
{
    private static ReadOnlySpan<byte> ZipMagic => "PK\x03\x04"u8;

    private static ReadOnlySpan<byte> PickleMagic => [0x80, 0x02]; // torch.save before 1.6: several pickles one after the other

    /// <summary>Reads a file to its end, before minutes of work that need it later.</summary>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static void Check(string file)
    {
        using IDisposable scope = NewDisposeScope();
        Read(file);
    }

    /// <summary>Copies every tensor whose name and shape fit; layers of another shape, such as the last one for other classes, keep their initial values.</summary>
    /// <exception cref="InputException">The file cannot be read, or nothing in it fits.</exception>
    public static PretrainedReport Load(string file, Network network)
    {
        using IDisposable scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        Dictionary<string, Tensor> tensors = WeightNames.Normalize(Read(file));
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
            ? new PretrainedReport(loaded, fresh, [.. tensors.Keys])
            : throw new InputException($"{file}: none of its {inFile} tensors fits {network.Spec.Name}; give weights of this architecture and width");
    }

    private static Dictionary<string, Tensor> Read(string file)
    {
        Span<byte> start = stackalloc byte[8];
        try
        {
            using FileStream stream = File.OpenRead(file);
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(file, e);
        }

        return start.StartsWith(ZipMagic) ? TorchFile.Read(file)
            : start.StartsWith(PickleMagic) ? throw new InputException($"{file}: is of torch.save before PyTorch 1.6, which can run any code; in Python, write it again: torch.save(torch.load(FILE, weights_only=True), FILE2)")
            : OnnxWeights.Begins(start) ? OnnxWeights.Read(file)
            : SafeTensors.Begins(start) ? SafeTensors.Read(file).Tensors
            : throw new InputException($"{file}: is neither a safetensors file nor one of PyTorch's torch.save (a zip archive)");
    }
}
