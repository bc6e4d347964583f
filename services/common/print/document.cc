#include "services/common/print/document.h"

#include <cairo-pdf.h>
#include <fmt/format.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include <memory>

#include "services/common/base/status_macros.h"

namespace hecha::print {
namespace {

// In points of 1/72 inch.
constexpr double kPageWidth = 595.28;
constexpr double kPageHeight = 841.89;
constexpr double kMargin = 62;
constexpr double kWidth = kPageWidth - 2 * kMargin;
constexpr double kBottom = kPageHeight - kMargin - 6;
constexpr double kLabelWidth = 96;
constexpr double kGap = 5;
constexpr double kCodeSize = 76;
constexpr double kCodeInset = 36;

constexpr char kTitleFont[] = "Noto Sans CJK SC Bold 20";
constexpr char kHeadingFont[] = "Noto Sans CJK SC Bold 12";
constexpr char kTextFont[] = "Noto Serif CJK SC 10.5";
constexpr char kSmallFont[] = "Noto Sans CJK SC 8";
constexpr char kMarkFont[] = "Noto Sans CJK SC 15";

struct Unref {
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
  void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(QRcode* code) const { QRcode_free(code); }
};
using Layout = std::unique_ptr<PangoLayout, Unref>;

struct PlacedLine {
  PangoLayoutLine* line;
  double x;
  double baseline;
};

cairo_status_t Append(void* out, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(out)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

// Sets a document: first every line gets its place, then the pages, whose number is known by
// then, are drawn.
class Press {
 public:
  explicit Press(cairo_t* cairo) : cairo_(cairo) {}

  void Print(const Document& document) {
    Place(document);
    for (size_t page = 0; page < pages_.size(); ++page) {
      DrawMark(document.watermark);
      if (page == 0 && !document.code.empty()) DrawCode(document.code);
      for (const PlacedLine& placed : pages_[page]) {
        cairo_move_to(cairo_, placed.x, placed.baseline);
        pango_cairo_show_layout_line(cairo_, placed.line);
      }
      DrawFoot(fmt::format("{}\n{}    第 {} 页 共 {} 页", document.foot, document.watermark,
                           page + 1, pages_.size()));
      cairo_show_page(cairo_);
    }
  }

 private:
  Layout Set(const std::string& text, const char* font, double width, PangoAlignment alignment) {
    Layout layout(pango_cairo_create_layout(cairo_));
    // A unit of the page is a point, not a pixel of a screen.
    pango_cairo_context_set_resolution(pango_layout_get_context(layout.get()), 72);
    const std::unique_ptr<PangoFontDescription, Unref> description(
        pango_font_description_from_string(font));
    pango_layout_set_font_description(layout.get(), description.get());
    pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
    if (width > 0) pango_layout_set_width(layout.get(), pango_units_from_double(width));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_alignment(layout.get(), alignment);
    pango_layout_set_spacing(layout.get(), pango_units_from_double(3));
    return layout;
  }

  void Place(const Document& document) {
    pages_.emplace_back();
    // The code keeps its corner: the title makes room on both sides.
    const double inset = document.code.empty() ? 0 : kCodeSize;
    Flow(Set(document.title, kTitleFont, kWidth - 2 * inset, PANGO_ALIGN_CENTER), kMargin + inset);
    Flow(Set(document.subtitle, kSmallFont, kWidth - 2 * inset, PANGO_ALIGN_CENTER),
         kMargin + inset);
    y_ = std::max(y_, document.code.empty() ? 0 : kCodeInset + kCodeSize + kGap);
    for (const Block& block : document.blocks) PlaceBlock(block);
  }

  void PlaceBlock(const Block& block) {
    switch (block.kind) {
      case BlockKind::kHeading:
        y_ += kGap;
        return Flow(Set(block.text, kHeadingFont, kWidth, PANGO_ALIGN_LEFT), kMargin);
      case BlockKind::kParagraph:
        return Flow(Set(block.text, kTextFont, kWidth, PANGO_ALIGN_LEFT), kMargin);
      case BlockKind::kRow: {
        Layout label = Set(block.label, kTextFont, kLabelWidth - kGap, PANGO_ALIGN_LEFT);
        Layout text = Set(block.text, kTextFont, kWidth - kLabelWidth, PANGO_ALIGN_LEFT);
        BreakUnless(FirstLineHeight(label.get()));
        const double top = y_;
        const size_t page = pages_.size();
        Flow(std::move(label), kMargin);
        const double below_label = pages_.size() == page ? y_ : 0;
        if (pages_.size() == page) y_ = top;
        Flow(std::move(text), kMargin + kLabelWidth);
        if (pages_.size() == page) y_ = std::max(y_, below_label);
        return;
      }
    }
  }

  // Puts the lines of `layout` under what was placed before, on as many pages as they take.
  void Flow(Layout layout, double x) {
    PangoLayoutIter* at = pango_layout_get_iter(layout.get());
    do {
      PangoRectangle box;
      pango_layout_iter_get_line_extents(at, nullptr, &box);
      const double height = pango_units_to_double(box.height);
      BreakUnless(height);
      const double ascent = pango_units_to_double(pango_layout_iter_get_baseline(at) - box.y);
      pages_.back().push_back(
          {pango_layout_iter_get_line_readonly(at), x + pango_units_to_double(box.x), y_ + ascent});
      y_ += height;
    } while (pango_layout_iter_next_line(at));
    pango_layout_iter_free(at);
    y_ += kGap;
    layouts_.push_back(std::move(layout));
  }

  void BreakUnless(double height) {
    if (y_ + height <= kBottom) return;
    pages_.emplace_back();
    y_ = kMargin;
  }

  static double FirstLineHeight(PangoLayout* layout) {
    PangoRectangle box;
    pango_layout_line_get_extents(pango_layout_get_line_readonly(layout, 0), nullptr, &box);
    return pango_units_to_double(box.height);
  }

  void DrawMark(const std::string& text) {
    const Layout layout = Set(text, kMarkFont, 0, PANGO_ALIGN_LEFT);
    cairo_save(cairo_);
    cairo_set_source_rgb(cairo_, 0.88, 0.88, 0.88);
    for (double y = 180; y < kPageHeight; y += 240) {
      cairo_save(cairo_);
      cairo_translate(cairo_, kMargin, y);
      cairo_rotate(cairo_, -0.42);
      cairo_move_to(cairo_, 0, 0);
      pango_cairo_show_layout(cairo_, layout.get());
      cairo_restore(cairo_);
    }
    cairo_restore(cairo_);
  }

  void DrawCode(const std::string& text) {
    const std::unique_ptr<QRcode, Unref> code(
        QRcode_encodeData(static_cast<int>(text.size()),
                          reinterpret_cast<const unsigned char*>(text.data()), 0, QR_ECLEVEL_M));
    if (code == nullptr) return;
    const double dot = kCodeSize / code->width;
    const double left = kPageWidth - kCodeInset - kCodeSize;
    cairo_set_source_rgb(cairo_, 1, 1, 1);
    cairo_rectangle(cairo_, left - 4 * dot, kCodeInset - 4 * dot, kCodeSize + 8 * dot,
                    kCodeSize + 8 * dot);
    cairo_fill(cairo_);
    cairo_set_source_rgb(cairo_, 0, 0, 0);
    for (int row = 0; row < code->width; ++row)
      for (int column = 0; column < code->width; ++column)
        if (code->data[row * code->width + column] & 1)
          cairo_rectangle(cairo_, left + column * dot, kCodeInset + row * dot, dot, dot);
    cairo_fill(cairo_);
  }

  void DrawFoot(const std::string& text) {
    const Layout layout = Set(text, kSmallFont, kWidth, PANGO_ALIGN_CENTER);
    cairo_move_to(cairo_, kMargin, kPageHeight - kMargin + 4);
    pango_cairo_show_layout(cairo_, layout.get());
  }

  cairo_t* const cairo_;
  // Kept as long as their lines are.
  std::vector<Layout> layouts_;
  std::vector<std::vector<PlacedLine>> pages_;
  double y_ = kMargin;
};

}  // namespace

absl::StatusOr<std::string> RenderPdf(const Document& document) {
  std::string pdf;
  const std::unique_ptr<cairo_surface_t, Unref> surface(
      cairo_pdf_surface_create_for_stream(Append, &pdf, kPageWidth, kPageHeight));
  const std::unique_ptr<cairo_t, Unref> cairo(cairo_create(surface.get()));
  Press(cairo.get()).Print(document);
  cairo_surface_finish(surface.get());
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS)
    return absl::InternalError("the form could not be printed");
  return pdf;
}

}  // namespace hecha::print
