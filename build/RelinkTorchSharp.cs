using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies libLibTorchSharp.so so that it loads where libstdc++ ends at GLIBCXX_3.4.30 (Debian 12, Ubuntu 22.04).
/// TorchSharp 0.107 was linked against GCC 13 and needs one newer symbol, <c>std::ios_base_library_init()</c>. Its
/// predecessor <c>std::ios_base::Init::Init()</c> initialises the same streams, never reads its argument and is in every
/// libstdc++, so the import is renamed to it. A library without that import is copied as it is.
/// </summary>
/// <remarks>Layout of the tables: System V gABI and "Linux Standard Base Core", chapter "Symbol Versioning".</remarks>
public sealed class RelinkTorchSharp : Task
{
    private const string NewSymbol = "_ZSt21ios_base_library_initv";
    private const string OldSymbol = "_ZNSt8ios_base4InitC1Ev";
    private const string NewVersion = "GLIBCXX_3.4.32";
    private const string BaseVersion = "GLIBCXX_3.4";
    private const string HighestOnDebian12 = "GLIBCXX_3.4.30";

    [Required]
    public string Source { get; set; } = "";

    [Required]
    public string Destination { get; set; } = "";

    public override bool Execute()
    {
        byte[] image = File.ReadAllBytes(Source);
        try
        {
            bool changed = Relink(image);
            Log.LogMessage(MessageImportance.Low, changed ? "{0}: {1} now imports {2}." : "{0}: nothing to change.", Source, NewSymbol, OldSymbol);
        }
        catch (InvalidDataException e)
        {
            Log.LogError("{0}: {1}", Source, e.Message);
            return false;
        }
        // Written beside and moved: a build that is interrupted leaves no half file behind.
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Destination)));
        string temporary = Destination + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        if (File.Exists(Destination))
        {
            File.Delete(Destination);
        }
        File.Move(temporary, Destination);
        return true;
    }

    /// <summary>Changes the image in place; false when it does not need the new symbol's version.</summary>
    private static bool Relink(byte[] image)
    {
        bool is64BitLittleEndianElf = image.Length > 64 && image[0] == 0x7f && image[1] == 'E' && image[2] == 'L' && image[3] == 'F'
            && image[4] == 2 && image[5] == 1;
        if (!is64BitLittleEndianElf)
        {
            throw new InvalidDataException("is not a 64-bit little-endian ELF file.");
        }
        Dictionary<string, Section> sections = ReadSections(image);
        Section strings = sections[".dynstr"];
        Section symbols = sections[".dynsym"];
        Section versions = sections[".gnu.version"];
        if (!FindVersions(image, sections[".gnu.version_r"], strings, out int newEntry, out ushort newIndex, out ushort baseIndex, out uint debianName))
        {
            return false;
        }

        uint renamed = 0;
        int count = symbols.Size / 24;
        for (int i = 0; i < count; i++)
        {
            if ((BitConverter.ToUInt16(image, versions.Offset + 2 * i) & 0x7fff) != newIndex)
            {
                continue;
            }
            uint name = BitConverter.ToUInt32(image, symbols.Offset + 24 * i);
            string text = ReadString(image, strings, name);
            if (text != NewSymbol)
            {
                throw new InvalidDataException("needs " + text + "@" + NewVersion + ", which this step does not know how to replace.");
            }
            Write(image, versions.Offset + 2 * i, BitConverter.GetBytes(baseIndex));
            renamed = name;
        }
        if (renamed != 0)
        {
            // Linkers share tails of strings: renaming one that another symbol ends in would rename that one too.
            for (int i = 0; i < count; i++)
            {
                uint name = BitConverter.ToUInt32(image, symbols.Offset + 24 * i);
                if (name > renamed && name <= renamed + NewSymbol.Length)
                {
                    throw new InvalidDataException("shares the name " + NewSymbol + " with another symbol.");
                }
            }
            byte[] replacement = new byte[NewSymbol.Length];
            Encoding.ASCII.GetBytes(OldSymbol, 0, OldSymbol.Length, replacement, 0);
            Write(image, strings.Offset + (int)renamed, replacement);
        }
        // Elf64_Vernaux: hash (4), flags (2), index (2), name (4), next (4).
        Write(image, newEntry, BitConverter.GetBytes(Hash(HighestOnDebian12)));
        Write(image, newEntry + 8, BitConverter.GetBytes(debianName));
        return true;
    }

    private static bool FindVersions(
        byte[] image, Section needed, Section strings, out int newEntry, out ushort newIndex, out ushort baseIndex, out uint debianName)
    {
        newEntry = 0;
        newIndex = baseIndex = 0;
        debianName = 0;
        int file = needed.Offset;
        for (uint next = 1; next != 0; file += (int)next)
        {
            // Elf64_Verneed: version (2), count (2), file (4), first entry (4), next (4).
            int entry = file + (int)BitConverter.ToUInt32(image, file + 8);
            for (uint following = 1; following != 0; entry += (int)following)
            {
                uint name = BitConverter.ToUInt32(image, entry + 8);
                ushort index = (ushort)(BitConverter.ToUInt16(image, entry + 6) & 0x7fff);
                switch (ReadString(image, strings, name))
                {
                    case NewVersion:
                        newEntry = entry;
                        newIndex = index;
                        break;
                    case BaseVersion:
                        baseIndex = index;
                        break;
                    case HighestOnDebian12:
                        debianName = name;
                        break;
                }
                following = BitConverter.ToUInt32(image, entry + 12);
            }
            next = BitConverter.ToUInt32(image, file + 12);
        }
        if (newEntry != 0 && (baseIndex == 0 || debianName == 0))
        {
            throw new InvalidDataException("needs " + NewVersion + " but not " + BaseVersion + " and " + HighestOnDebian12 + ", which would stand in for it.");
        }
        return newEntry != 0;
    }

    private static Dictionary<string, Section> ReadSections(byte[] image)
    {
        // Elf64_Ehdr: section headers at 0x28, their size, number and the one with the names from 0x3a on.
        int table = (int)BitConverter.ToInt64(image, 0x28);
        int size = BitConverter.ToUInt16(image, 0x3a);
        int count = BitConverter.ToUInt16(image, 0x3c);
        Section names = ReadSection(image, table + size * BitConverter.ToUInt16(image, 0x3e));
        Dictionary<string, Section> sections = new Dictionary<string, Section>();
        for (int i = 0; i < count; i++)
        {
            int header = table + size * i;
            sections[ReadString(image, names, BitConverter.ToUInt32(image, header))] = ReadSection(image, header);
        }
        foreach (string name in new[] { ".dynstr", ".dynsym", ".gnu.version", ".gnu.version_r" })
        {
            if (!sections.ContainsKey(name))
            {
                throw new InvalidDataException("has no section " + name + ".");
            }
        }
        return sections;
    }

    private static Section ReadSection(byte[] image, int header) =>
        new Section((int)BitConverter.ToInt64(image, header + 0x18), (int)BitConverter.ToInt64(image, header + 0x20));

    private static string ReadString(byte[] image, Section strings, uint offset)
    {
        int start = strings.Offset + (int)offset;
        return Encoding.ASCII.GetString(image, start, Array.IndexOf(image, (byte)0, start) - start);
    }

    /// <summary>The hash of the System V gABI, by which the loader compares version names.</summary>
    private static uint Hash(string name)
    {
        uint hash = 0;
        foreach (char c in name)
        {
            hash = (hash << 4) + c;
            uint high = hash & 0xf0000000;
            hash = (hash ^ (high >> 24)) & ~high;
        }
        return hash;
    }

    private static void Write(byte[] image, int offset, byte[] bytes) => Array.Copy(bytes, 0, image, offset, bytes.Length);

    private readonly struct Section
    {
        public Section(int offset, int size)
        {
            Offset = offset;
            Size = size;
        }

        public int Offset { get; }

        public int Size { get; }
    }
}
