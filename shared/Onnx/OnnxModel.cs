using EdgeResNet.Shared.Files;
using Google.Protobuf;

namespace EdgeResNet.Shared.Onnx;

/// <summary>Files of whole graphs.</summary>
internal static class OnnxModel
{
    /// <summary>Reads a graph.</summary>
    /// <exception cref="InputException">The file cannot be read or is not an ONNX file.</exception>
    public static ModelProto Read(string path) => Parse(RegularFile.ReadBytes(path), path);

    /// <summary>Reads a graph from a file's content; <paramref name="path"/> names it in errors. Unknown fields are kept.</summary>
    /// <exception cref="InputException">It is not an ONNX file.</exception>
    public static ModelProto Parse(byte[] content, string path)
    {
        try
        {
            return ModelProto.Parser.ParseFrom(content);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new InputException($"{path}: is not an ONNX file ({e.Message})", e);
        }
    }

    /// <summary>Writes a graph; the same graph always gives the same bytes.</summary>
    /// <exception cref="InputException">The file cannot be written there.</exception>
    public static void Write(ModelProto model, string path) => AtomicFile.Write(path, stream => model.WriteTo(stream));
}
