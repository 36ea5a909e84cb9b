using System.Buffers.Binary;
using System.Text;

namespace EdgeResNet.Tests.Build;

/// <summary>An imported symbol with its required version.</summary>
internal sealed record ElfImport(string Symbol, string? Version);

/// <summary>A required version; the loader compares <paramref name="Hash"/>.</summary>
internal sealed record ElfVersion(string Library, string Name, uint Hash, ushort Index);

/// <summary>
/// Imports of a 64-bit little-endian ELF library, read like the loader: from the dynamic segment, not from
/// the section headers that the build step uses.
/// </summary>
internal sealed class ElfImports
{
    private const int LoadSegment = 1;
    private const int DynamicSegment = 2;
    private const long StringTable = 5;
    private const long SymbolTable = 6;
    private const long VersionOfSymbol = 0x6ffffff0;
    private const long NeededVersions = 0x6ffffffe;
    private const long NeededVersionCount = 0x6fffffff;

    private readonly byte[] image;
    private readonly List<(ulong Address, ulong Offset, ulong Size)> segments = [];
    private readonly Dictionary<long, ulong> dynamic = [];

    public ElfImports(string path)
    {
        image = File.ReadAllBytes(path);
        ReadSegments();
        Versions = ReadVersions();
        Imports = ReadImports();
    }

    public IReadOnlyList<ElfVersion> Versions { get; }

    public IReadOnlyList<ElfImport> Imports { get; }

    private void ReadSegments()
    {
        int table = (int)ReadUInt64(0x20);
        int size = ReadUInt16(0x36);
        int count = ReadUInt16(0x38);
        int dynamicOffset = 0;
        for (int i = 0; i < count; i++)
        {
            int header = table + size * i;
            uint type = ReadUInt32(header);
            if (type == LoadSegment)
            {
                segments.Add((ReadUInt64(header + 0x10), ReadUInt64(header + 8), ReadUInt64(header + 0x20)));
            }
            else if (type == DynamicSegment)
            {
                dynamicOffset = (int)ReadUInt64(header + 8);
            }
        }
        for (int entry = dynamicOffset; ReadUInt64(entry) != 0; entry += 16)
        {
            dynamic[(long)ReadUInt64(entry)] = ReadUInt64(entry + 8);
        }
    }

    private List<ElfVersion> ReadVersions()
    {
        List<ElfVersion> versions = [];
        int file = OffsetOf(dynamic[NeededVersions]);
        for (ulong i = 0; i < dynamic[NeededVersionCount]; i++)
        {
            string library = ReadName(ReadUInt32(file + 4));
            int entry = file + (int)ReadUInt32(file + 8);
            for (int remaining = ReadUInt16(file + 2); remaining > 0; remaining--)
            {
                versions.Add(new ElfVersion(library, ReadName(ReadUInt32(entry + 8)), ReadUInt32(entry), ReadUInt16(entry + 6)));
                entry += (int)ReadUInt32(entry + 12);
            }
            file += (int)ReadUInt32(file + 12);
        }
        return versions;
    }

    private List<ElfImport> ReadImports()
    {
        Dictionary<ushort, string> names = Versions.ToDictionary(version => version.Index, version => version.Name);
        List<ElfImport> imports = [];
        int symbols = OffsetOf(dynamic[SymbolTable]);
        int versions = OffsetOf(dynamic[VersionOfSymbol]);
        // The linker puts the names after the symbols, which have no count of their own.
        int count = (OffsetOf(dynamic[StringTable]) - symbols) / 24;
        for (int i = 1; i < count; i++)
        {
            bool undefined = ReadUInt16(symbols + 24 * i + 6) == 0;
            if (undefined)
            {
                ushort index = (ushort)(ReadUInt16(versions + 2 * i) & 0x7fff);
                // 0 and 1: local and global, without a version.
                string? version = index < 2 ? null : names[index];
                imports.Add(new ElfImport(ReadName(ReadUInt32(symbols + 24 * i)), version));
            }
        }
        return imports;
    }

    private int OffsetOf(ulong address)
    {
        (ulong start, ulong offset, ulong _) = segments.Single(segment => address >= segment.Address && address < segment.Address + segment.Size);
        return (int)(address - start + offset);
    }

    private string ReadName(uint offset)
    {
        ReadOnlySpan<byte> rest = image.AsSpan(OffsetOf(dynamic[StringTable]) + (int)offset);
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private ushort ReadUInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(image.AsSpan(offset));

    private uint ReadUInt32(int offset) => BinaryPrimitives.ReadUInt32LittleEndian(image.AsSpan(offset));

    private ulong ReadUInt64(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(image.AsSpan(offset));
}
