using System.Buffers.Binary;
using System.IO.Compression;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Shared.Files;

namespace EdgeResNet.Shared.Data;

/// <summary>Reads MNIST's IDX format (described on LeCun's page), gzipped or not.</summary>
internal static class IdxFile
{
    private const byte UnsignedByte = 0x08;

    /// <summary>Reads an array of unsigned bytes with <paramref name="rank"/> dimensions.</summary>
    /// <returns>The sizes of the dimensions and the elements in C order.</returns>
    /// <exception cref="InputException">The file is missing, truncated, or of another format.</exception>
    public static (int[] Dimensions, byte[] Data) Read(string path, int rank)
    {
        try
        {
            using FileStream file = RegularFile.Open(path);
            using Stream stream = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
            return Read(stream, path, rank);
        }
        catch (EndOfStreamException e)
        {
            throw new InputException($"{path}: truncated: it ends before the data that its header announces; install the data set again", e);
        }
        catch (InvalidDataException e)
        {
            throw new InputException($"{path}: is not an intact gzip file ({e.Message.ReplaceLineEndings(" ")}); install the data set again", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ReadError.Of(path, e);
        }
    }

    private static (int[] Dimensions, byte[] Data) Read(Stream stream, string path, int rank)
    {
        byte[] header = new byte[4 + (4 * rank)];
        stream.ReadExactly(header);
        if (header[0] != 0 || header[1] != 0 || header[2] != UnsignedByte || header[3] != rank)
        {
            throw new InputException($"{path}: is not an IDX file of unsigned bytes with {Counted.Of(rank, "dimension")}: it starts with {Convert.ToHexString(header, 0, 4)}");
        }

        int[] dimensions = new int[rank];
        long total = 1;
        for (int i = 0; i < rank; i++)
        {
            dimensions[i] = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4 + (4 * i)));
            total = dimensions[i] > 0 ? total * dimensions[i] : -1;
            if (total is <= 0 or > int.MaxValue)
            {
                throw new InputException($"{path}: its header announces an impossible size");
            }
        }

        byte[] data = new byte[total];
        stream.ReadExactly(data);
        if (stream.ReadByte() >= 0)
        {
            throw new InputException($"{path}: is longer than its header announces; install the data set again");
        }

        return (dimensions, data);
    }
}
