using System.IO.Compression;
using System.Runtime.InteropServices;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Files;
using static TorchSharp.torch;

namespace EdgeResNet.Trainer.Pretrained.Torch;

/// <summary>Content of a file of weights.</summary>
/// <param name="Tensors">Tensors by name; the caller owns them.</param>
/// <param name="Taken">Key of their set; null if the file is one set.</param>
/// <param name="Left">Keys of the other sets.</param>
/// <param name="Unread">The first few classes of objects that are not data.</param>
internal sealed record WeightFile(Dictionary<string, Tensor> Tensors, string? Taken, IReadOnlyList<string> Left, IReadOnlyList<string> Unread);

/// <summary>Reads files of PyTorch's <c>torch.save</c>. Builds only tensors and containers, with memory bounded by the file's size; runs no code.</summary>
internal static class TorchFile
{
    private const int MostCopies = 4; // of the file's bytes: several names may share one tensor

    // Averages first: they are the evaluated weights (torchvision's references, timm).
    private static readonly string[] sets = ["model_ema", "state_dict_ema", "state_dict", "model", "model_state_dict"];

    /// <summary>Reads every tensor of the file's dictionary, or of the first set in it: <c>model_ema</c>, <c>state_dict_ema</c>, <c>state_dict</c>, <c>model</c>, <c>model_state_dict</c>.</summary>
    /// <exception cref="InputException">The file is missing, damaged or of another format.</exception>
    public static WeightFile Read(string path)
    {
        try
        {
            using FileStream stream = RegularFile.Open(path);
            Span<byte> start = stackalloc byte[32];
            start = start[..stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
            stream.Position = 0;
            if (TorchStream.Begins(start))
            {
                return Build(path, stream.Length, TorchStream.Read(Content(stream)));
            }

            using ZipArchive archive = new(stream, ZipArchiveMode.Read);
            return Build(path, stream.Length, TorchArchive.Read(archive));
        }
        catch (Exception e) when (e is InvalidDataException or ExternalException) // the latter is libtorch's
        {
            throw new InputException($"{path}: is not a usable file of torch.save: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }
    }

    private static byte[] Content(FileStream stream)
    {
        byte[] content = new byte[stream.Length <= Array.MaxLength ? stream.Length : throw new InvalidDataException("it is larger than 2 GB")];
        stream.ReadExactly(content);
        return content;
    }

    private static WeightFile Build(string path, long length, (PickleResult Object, TorchWorld World) file)
    {
        using TorchWorld world = file.World;
        Dictionary<object, object?> root = file.Object.Root as Dictionary<object, object?> ?? throw new InputException($"{path}: has no dictionary of tensors; save a state_dict");
        string[] found = [.. sets.Where(key => root.GetValueOrDefault(key) is Dictionary<object, object?> inner && inner.Values.Any(value => value is TorchTensor))];
        Dictionary<object, object?> weights = found.Length > 0 ? (Dictionary<object, object?>)root[found[0]]! : root;
        List<(string Name, TorchTensor Tensor)> views = [.. weights.Where(entry => entry is { Key: string, Value: TorchTensor }).Select(entry => ((string)entry.Key, (TorchTensor)entry.Value!))];
        if (views.Count == 0)
        {
            throw new InputException($"{path}: its dictionary of {Counted.Of(weights.Count, "entry", "entries")} has no tensor; save a state_dict");
        }

        if (views.Sum(view => (decimal)view.Tensor.Bytes) > (decimal)MostCopies * length)
        {
            throw new InvalidDataException("its tensors are much larger than the file");
        }

        return new WeightFile(views.ToDictionary(view => view.Name, view => view.Tensor.Build()), found.FirstOrDefault(), [.. found.Skip(1)], file.Object.Placeholders);
    }
}
