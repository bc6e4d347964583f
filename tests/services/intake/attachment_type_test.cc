// What a file is by its content. The formats' marks are spelled out; what is refused matters more
// than what is taken, and no input, however broken, may do more than be refused.
#include "services/intake/attachment_type.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "services/intake/attachment_archive.h"
#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using namespace std::string_literals;

std::string Little(size_t value, int bytes) {
  std::string text;
  for (int i = 0; i < bytes; ++i) text.push_back(static_cast<char>(value >> (8 * i) & 0xFF));
  return text;
}

// An archive with these entries, whose contents do not matter.
std::string Zip(const std::vector<std::string>& names, const std::string& comment = "") {
  std::string directory;
  for (const std::string& name : names)
    directory += "PK\x01\x02"s + std::string(24, '\0') + Little(name.size(), 2) +
                 std::string(16, '\0') + name;
  return "PK\x03\x04"s + std::string(100, 'x') + directory + "PK\x05\x06"s + std::string(8, '\0') +
         Little(directory.size(), 4) + Little(104, 4) + Little(comment.size(), 2) + comment;
}

const std::vector<std::string> kWord = {"[Content_Types].xml", "_rels/.rels", "word/document.xml"};

TEST(AttachmentType, IsToldByTheContent) {
  const std::vector<std::pair<std::string, AttachmentType>> cases = {
      {"\xFF\xD8\xFF\xE0 rest"s, AttachmentType::kJpeg},
      {"\x89PNG\r\n\x1A\n rest"s, AttachmentType::kPng},
      {"RIFF\0\0\0\0WEBPVP8 "s, AttachmentType::kWebp},
      {"RIFF\0\0\0\0WAVEfmt "s, AttachmentType::kWav},
      {"%PDF-1.7\n"s, AttachmentType::kPdf},
      {"\0\0\0\x20"
       "ftypisom\0\0"s,
       AttachmentType::kMp4},
      {"\0\0\0\x20"
       "ftyp3gp4\0\0"s,
       AttachmentType::kMp4},
      {"\0\0\0\x14"
       "ftypqt  \0\0"s,
       AttachmentType::kQuicktime},
      {"\0\0\0\x20"
       "ftypM4A \0\0"s,
       AttachmentType::kM4a},
      {"ID3\x04\0\0"s, AttachmentType::kMp3},
      {"\xFF\xFB\x90\x64\0\0"s, AttachmentType::kMp3},
      {"#!AMR\n\x3C"s, AttachmentType::kAmr},
      {"三月五日，车牌鲁D12345\r\n"s, AttachmentType::kText},
  };
  for (const auto& [head, type] : cases) {
    ASSERT_OK_AND_ASSIGN(const auto found, TypeOfHead(head));
    EXPECT_EQ(found, type) << head;
  }
}

TEST(AttachmentType, WhatRunsIsNotTaken) {
  for (const std::string& head :
       {"MZ\x90\0\x03\0"s,
        "\x7F"
        "ELF\x02\x01\x01\0"s,
        "#!/bin/sh\nrm -rf /\n"s, "<!DOCTYPE html><script>alert(1)</script>"s,
        "  \n<svg xmlns='http://w3.org'>"s, "\xEF\xBB\xBF<html>"s, "<?xml version='1.0'?><svg/>"s,
        "\xCA\xFE\xBA\xBE\0\0"s, "Rar!\x1A\x07\0"s, "\x1F\x8B\x08\0"s, "7z\xBC\xAF\x27\x1C\0"s,
        ""s + '\0', "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"s, "RIFF\0\0\0\0AVI LIST"s,
        "\0\0\0\x18"
        "ftypheic"s})
    EXPECT_THAT(TypeOfHead(head), RefusedBy("ATTACHMENT_TYPE")) << head;
}

TEST(AttachmentType, AnArchiveIsToldByItsEntries) {
  EXPECT_FALSE(TypeOfHead(Zip(kWord))->has_value());
  EXPECT_EQ(*TypeOfArchive(Zip(kWord)), AttachmentType::kDocx);
  EXPECT_EQ(*TypeOfArchive(Zip({"[Content_Types].xml", "xl/workbook.xml"})), AttachmentType::kXlsx);
  EXPECT_EQ(*TypeOfArchive(Zip(kWord, "PK\x05\x06 a comment")), AttachmentType::kDocx);
  std::vector<std::string> macros = kWord;
  macros.push_back("word/vbaProject.bin");
  for (const std::string& archive :
       {Zip({"a.exe"}), Zip({"word/document.xml"}), Zip(macros), Zip({}), Zip(kWord) + "x"s,
        Zip(kWord).substr(0, 60), "PK\x03\x04"s})
    EXPECT_THAT(TypeOfArchive(archive), RefusedBy("ATTACHMENT_TYPE"));
}

TEST(AttachmentType, NothingBrokenGetsFurther) {
  std::mt19937 random(4711);
  const std::string whole = Zip(kWord, "comment");
  for (int i = 0; i < 20'000; ++i) {
    std::string broken = whole.substr(random() % whole.size());
    for (int j = random() % 8; j >= 0 && !broken.empty(); --j)
      broken[random() % broken.size()] = static_cast<char>(random());
    // Whatever is said of it, it is said without reading beyond.
    (void)OfficeDocumentIn(broken);
    (void)TypeOfHead(broken);
    (void)TypeOfHead(std::string_view(broken).substr(0, random() % 16));
  }
}

TEST(AttachmentType, ANameEndsAsItsContentDoes) {
  EXPECT_EQ(FileNameOf("照片.JPG", AttachmentType::kJpeg), "照片.JPG");
  EXPECT_EQ(FileNameOf("照片.jpeg", AttachmentType::kJpeg), "照片.jpeg");
  EXPECT_EQ(FileNameOf("账单.exe", AttachmentType::kPdf), "账单.exe.pdf");
  EXPECT_EQ(FileNameOf("录音", AttachmentType::kAmr), "录音.amr");
}

}  // namespace
}  // namespace hecha::intake
