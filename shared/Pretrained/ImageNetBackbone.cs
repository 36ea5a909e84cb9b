using System.Security.Cryptography;
using EdgeResNet.Shared.Files;
using EdgeResNet.Shared.Onnx;
using Google.Protobuf;

namespace EdgeResNet.Shared.Pretrained;

/// <summary>
/// The default backbone: a residual network that Microsoft trained on ImageNet with CNTK. Microsoft publishes it under the MIT licence as
/// the NuGet package <c>Microsoft.ML.DnnImageFeaturizer.ResNet18</c>. It gives 512 features and has no classifier.
/// The package is restored and converted once; the cache keeps the result.
/// </summary>
internal static class ImageNetBackbone
{
    /// <summary>Its name.</summary>
    public const string Name = "imagenet";

    /// <summary>Its architecture: basic blocks of depths 2, 2, 2, 3; strided windows pad one pixel less after than before.</summary>
    public const string Architecture = "resnet18-mlnet";

    private const int Version = 3; // of the conversion; a change gives new file names
    private const string SourceSha256 = "e2552f19db2dfdb01b3669537b6a0f1b44da38d18279535492ed5dfc2ef1ff8f";

    /// <summary>The backbone's file in the cache; made if it is missing or damaged.</summary>
    /// <param name="cache">Folder of the cache.</param>
    /// <param name="report">Receives a line for each step that takes time.</param>
    /// <param name="stop">Ends the restore of the package.</param>
    /// <exception cref="InputException">The package is not available or not the known one, or the cache cannot be read or written.</exception>
    public static string Get(string cache, Action<string> report, CancellationToken stop = default)
    {
        string folder = Path.Combine(cache, "backbones");
        string prefix = $"{Name}-v{Version}-";
        foreach (string file in Directory.Exists(folder) ? Directory.GetFiles(folder, $"{prefix}*.onnx") : [])
        {
            if (Path.GetFileNameWithoutExtension(file)[prefix.Length..] == Digits(RegularFile.ReadBytes(file)))
            {
                return file;
            }

            report($"{file}: was changed or is cut off; making it again");
        }

        string source = BackbonePackage.Find(report, stop: stop);
        byte[] content = RegularFile.ReadBytes(source);
        string hash = Convert.ToHexStringLower(SHA256.HashData(content));
        if (hash != SourceSha256)
        {
            throw new InputException($"{source}: has SHA-256 {hash}, expected {SourceSha256}; delete the package's folder and run this again");
        }

        report("converting the backbone");
        byte[] converted = CntkResNet.Convert(OnnxModel.Parse(content, source), source).ToByteArray();
        string path = Path.Combine(folder, $"{prefix}{Digits(converted)}.onnx");
        AtomicFile.Write(path, stream => stream.Write(converted));
        return path;
    }

    private static string Digits(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content))[..16];
}
