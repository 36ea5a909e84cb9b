using EdgeResNet.Shared.Contract;
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
    /// <exception cref="InputException">It is not an ONNX file, or names data in another file.</exception>
    public static ModelProto Parse(byte[] content, string path)
    {
        try
        {
            ExternalData.Refuse(content, path);
            return ModelProto.Parser.ParseFrom(content);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or InvalidDataException)
        {
            throw new InputException($"{path}: is not an ONNX file ({e.Message})", e);
        }
    }

    /// <summary>Writes a graph; the same graph always gives the same bytes.</summary>
    /// <returns>The written bytes: what is hashed must not be read from the disk again.</returns>
    /// <exception cref="InputException">The file cannot be written there.</exception>
    public static byte[] Write(ModelProto model, string path)
    {
        byte[] content = model.ToByteArray();
        AtomicFile.Write(path, stream => stream.Write(content));
        return content;
    }
}
